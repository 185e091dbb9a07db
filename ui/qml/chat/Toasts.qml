pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// What was just done and can be undone; three at most.
Column {
    id: toasts

    required property Models models
    spacing: 8

    ListModel {
        id: pending
    }
    Connections {
        target: toasts.models.conversations
        function onRemoved(id: string, title: string) {
            if (pending.count === 3)
                pending.remove(0);
            pending.append({ "subject": id, "title": title });
        }
    }
    Repeater {
        model: pending
        Toast {
            required property int index
            required property string title
            objectName: "toast." + index
            message: title ? qsTr("Chat moved to Trash: %1").arg(title) : qsTr("Chat moved to Trash")
            onUndone: {
                toasts.models.conversations.restore(subject);
                pending.remove(index);
            }
            onExpired: pending.remove(index)
        }
    }
}
