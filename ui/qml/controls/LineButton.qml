import QtQuick
import QtQuick.Templates as T
import Inkstone

// A line that opens and closes what stands below it. What it shows is put into it.
T.AbstractButton {
    id: line

    required property string spoken
    property int gap: 0

    focusPolicy: Qt.TabFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: line.clicked()
    Keys.onReturnPressed: line.clicked()
    Keys.onEnterPressed: line.clicked()

    background: Item {
        FocusRing {
            visible: line.visualFocus
            gap: line.gap
        }
    }
}
