pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// One of a few, side by side.
Flow {
    id: choices

    property string name
    property string chosen
    property var options: []
    signal picked(string id)

    width: parent?.width ?? 0
    spacing: 20
    Repeater {
        model: choices.options
        RadioRow {
            required property var modelData
            objectName: choices.name + "." + modelData.id
            text: modelData.text
            checked: choices.chosen === modelData.id
            onClicked: {
                choices.picked(modelData.id);
                checked = Qt.binding(() => choices.chosen === modelData.id);
            }
        }
    }
}
