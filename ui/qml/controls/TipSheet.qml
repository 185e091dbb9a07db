import QtQuick
import Inkstone

// The one place where tips are shown.
Rectangle {
    id: sheet

    property Item target: null

    function show(at: Item, text: string) {
        words.text = text;
        target = at;
        const corner = at.mapToItem(parent, 0, at.height + 6);
        x = Math.max(4, Math.min(corner.x, parent.width - width - 4));
        y = corner.y + height < parent.height ? corner.y : corner.y - at.height - 12 - height;
    }

    visible: target !== null
    width: Math.min(words.implicitWidth, 420) + 16
    height: words.height + 8
    radius: Theme.radius
    color: Theme.sheet
    border.color: Theme.control
    Note {
        id: words
        x: 8
        y: 4
        width: Math.min(implicitWidth, 420)
        color: Theme.ink
        wrapMode: Text.Wrap
    }
}
