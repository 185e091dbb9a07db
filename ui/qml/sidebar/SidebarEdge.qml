import QtQuick
import Inkstone

// The sidebar's edge can be dragged.
MouseArea {
    id: edge

    required property Settings settings

    width: 6
    cursorShape: Qt.SplitHCursor
    preventStealing: true
    onPositionChanged: event => {
        if (pressed)
            settings.sidebarWidth = Math.round(edge.mapToItem(edge.parent, event.x, 0).x);
    }
}
