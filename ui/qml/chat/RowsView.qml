import QtQuick
import Inkstone

// What the transcript is to its parts.
ListView {
    required property Models models
    property int side: 24
}
