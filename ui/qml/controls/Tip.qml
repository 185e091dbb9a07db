import QtQuick
import Inkstone

// What an icon means, after a moment of hovering. The words are shown by the one TipSheet of the window.
Item {
    id: tip

    required property Item target
    property string text
    property bool wanted: false

    visible: false

    onWantedChanged: {
        if (wanted && text)
            wait.restart();
        else
            hide();
    }
    Component.onDestruction: hide()

    function hide() {
        wait.stop();
        const sheet = Theme.tip as TipSheet;
        if (sheet && sheet.target === target)
            sheet.target = null;
    }

    Timer {
        id: wait
        interval: 600
        onTriggered: (Theme.tip as TipSheet)?.show(tip.target, tip.text)
    }
}
