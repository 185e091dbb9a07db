pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Inkstone

// A table: hairlines only, numbers right, wide ones scroll sideways.
Item {
    id: block

    required property RowBase row
    readonly property var rows: row.detail.rows
    readonly property var alignments: row.detail.alignments
    readonly property int columns: alignments.length

    implicitHeight: scroll.height
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Table, %1 rows").arg(rows.length)

    // Numbers stand right where the text says nothing else.
    function side(column: int): int {
        if (alignments[column] > 0)
            return Text.AlignRight;
        if (alignments[column] === 0)
            return Text.AlignHCenter;
        const body = rows.slice(row.detail.headed ? 1 : 0).map(cells => cells[column].text);
        const numbers = body.filter(text => /^[+−-]?[\d.,\s]+\s?[%€$¥£]?$/.test(text)).length;
        return numbers > 0 && numbers === body.filter(text => text).length ? Text.AlignRight : Text.AlignLeft;
    }

    Flickable {
        id: scroll
        width: parent.width
        height: grid.height
        contentWidth: grid.width
        clip: contentWidth > width
        interactive: contentWidth > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: AppScrollBar {}

        GridLayout {
            id: grid
            width: Math.max(scroll.width, Math.min(implicitWidth, block.columns * 120))
            columns: block.columns
            columnSpacing: 0
            rowSpacing: 0
            Repeater {
                model: block.columns * block.rows.length
                Item {
                    id: cell
                    required property int index
                    readonly property int line: Math.floor(index / block.columns)
                    readonly property int column: index % block.columns
                    readonly property bool head: block.row.detail.headed && line === 0
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: Math.min(words.implicitWidth, 360) + 24
                    Layout.minimumWidth: Math.min(words.implicitWidth, 96) + 24
                    implicitHeight: words.height + (head ? 9 : 8)
                    Prose {
                        id: words
                        x: cell.column === 0 ? 0 : 12
                        y: 4
                        width: cell.width - (cell.column === 0 ? 12 : cell.column === block.columns - 1 ? 12 : 24)
                        content: block.rows[cell.line][cell.column]
                        pixelSize: cell.head ? 12 : 14
                        lineHeight: cell.head ? 16 : 20
                        weight: cell.head ? 600 : 400
                        colors: cell.head ? Theme.faintColors : Theme.runColors
                        horizontalAlignment: block.side(cell.column)
                        Accessible.name: plainText
                    }
                    Hairline {
                        anchors.bottom: parent.bottom
                        width: parent.width
                        color: cell.head ? Theme.lineStrong : Theme.line
                        visible: cell.line < block.rows.length - 1
                    }
                }
            }
        }
    }
}
