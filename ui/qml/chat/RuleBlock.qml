import QtQuick
import Inkstone

// A thematic break.
Item {
    required property RowBase row

    implicitHeight: 17
    Hairline {
        y: 8
        width: parent.width
    }
}
