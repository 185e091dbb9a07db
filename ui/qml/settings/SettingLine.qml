import QtQuick
import Inkstone

// A label and what belongs to it; below each other where it is narrow.
Item {
    id: line

    property string label
    property string note
    default property alias content: place.data
    readonly property bool narrow: width < 520

    width: parent?.width ?? 0
    implicitHeight: Math.max(40, place.y + place.childrenRect.height + 6, narrow ? 0 : names.height + 12)
    Column {
        id: names
        y: 10
        width: line.narrow ? line.width : 200
        Words {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 20
            lineHeightMode: Text.FixedHeight
            text: line.label
        }
        Note {
            width: parent.width
            visible: text
            wrapMode: Text.Wrap
            text: line.note
        }
    }
    Item {
        id: place
        x: line.narrow ? 0 : 216
        y: line.narrow ? names.y + names.height + 2 : 6
        width: line.width - x
        height: childrenRect.height
    }
}
