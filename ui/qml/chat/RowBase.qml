import QtQuick
import Inkstone

// What every block of the transcript knows of its row.
Item {
    required property int index
    required property string kind
    required property string entry
    required property var content
    required property var detail
    required property int gap
    required property bool growing
    required property string place
    required property Models models
    required property bool inView
    property int side: 24
}
