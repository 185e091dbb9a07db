pragma ComponentBehavior: Bound
import QtQuick
import Inkstone

// A menu: rows of {id, text, icon, key, checked, line}. `chosen` says which.
Sheet {
    id: menu

    property string label
    property var rows: []
    property int current: -1
    signal chosen(string id)

    width: Math.max(200, column.implicitWidth + 8)
    height: column.implicitHeight + 8
    Accessible.role: Accessible.PopupMenu
    Accessible.name: label

    onVisibleChanged: current = visible ? 0 : -1
    Keys.onDownPressed: current = (current + 1) % rows.length
    Keys.onUpPressed: current = (current + rows.length - 1) % rows.length
    Keys.onReturnPressed: take(current)
    Keys.onEnterPressed: take(current)
    Keys.onSpacePressed: take(current)

    function take(index: int) {
        if (index < 0 || index >= rows.length)
            return;
        const id = rows[index].id;
        close();
        chosen(id);
    }

    Column {
        id: column
        x: 4
        y: 4
        width: menu.width - 8
        Repeater {
            model: menu.rows
            MenuRow {
                required property int index
                required property var modelData
                objectName: "menu." + modelData.id
                width: column.width
                text: modelData.text
                iconName: modelData.icon ?? ""
                keyText: modelData.key ?? ""
                checked: modelData.checked ?? false
                below: modelData.line ?? false
                lit: menu.current === index
                onEntered: menu.current = index
                onClicked: menu.take(index)
            }
        }
    }
}
