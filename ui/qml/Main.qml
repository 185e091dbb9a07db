import QtQuick
import Inkstone

// The window. Everything stands in `room`, which is scaled as a whole, so that sizes are those of the design.
Window {
    id: window

    required property Models models
    readonly property Settings settings: models.settings
    readonly property real zoom: settings.scale / 100
    readonly property bool docked: room.width >= 960
    readonly property bool sidebarShown: docked && settings.sidebar
    property bool floating: false  // the sidebar lies over the chat
    property string page  // settings, library, trash; empty: the chat

    title: models.conversations.currentTitle ? qsTr("%1 – Inkstone").arg(models.conversations.currentTitle) : "Inkstone"
    minimumWidth: 720
    minimumHeight: 480
    color: Theme.paper
    onClosing: settings.setWindow(Qt.rect(x, y, width, height))
    onDockedChanged: floating = false
    Component.onCompleted: {
        const place = settings.window();
        width = place.width > 0 ? Math.max(720, place.width) : 1280;
        height = place.height > 0 ? Math.max(480, place.height) : 800;
        if (place.width > 0) {
            x = place.x;
            y = place.y;
        }
        visible = true;
        chat.focusComposer();
    }

    Binding { target: Theme; property: "dark"; value: window.settings.dark }
    Binding { target: Theme; property: "scale"; value: window.zoom }
    Binding { target: Theme; property: "still"; value: window.settings.still }
    Binding { target: Theme; property: "overlay"; value: overlay }
    Binding { target: Theme; property: "tip"; value: tip }

    function toggleSidebar() {
        if (docked)
            settings.sidebar = !settings.sidebar;
        else
            floating = !floating;
    }
    function showSidebar() {
        if (docked)
            settings.sidebar = true;
        else
            floating = true;
    }
    function rename() {
        showSidebar();
        sidebar.renameCurrent();
    }
    function toPage(name: string) {
        page = name;
        floating = false;
    }
    function toChat() {
        page = "";
        floating = false;
        chat.focusComposer();
    }

    Item {
        id: room
        width: window.width / window.zoom
        height: window.height / window.zoom
        scale: window.zoom
        transformOrigin: Item.TopLeft

        Item {
            id: main
            x: window.sidebarShown ? sidebar.width : 0
            width: room.width - x
            height: room.height - status.height
            Header {
                id: header
                width: parent.width
                models: window.models
                sidebarShown: window.sidebarShown
                pageTitle: ({ settings: qsTr("Settings"), library: qsTr("Get a model"), trash: qsTr("Trash") })[window.page] ?? ""
                onSidebarAsked: window.toggleSidebar()
                onRenameAsked: window.rename()
            }
            ChatPage {
                id: chat
                y: header.height
                width: parent.width
                height: parent.height - y
                visible: window.page === ""
                models: window.models
                focus: true
                onLibraryAsked: window.toPage("library")
            }
            SettingsPage {
                anchors.fill: chat
                visible: window.page === "settings"
                models: window.models
                onFinished: window.toChat()
                onVisibleChanged: if (visible)
                    forceActiveFocus()
            }
            LibraryPage {
                anchors.fill: chat
                visible: window.page === "library"
                models: window.models
                onFinished: window.toChat()
            }
            TrashPage {
                anchors.fill: chat
                visible: window.page === "trash"
                models: window.models
                onFinished: window.toChat()
            }
        }
        MouseArea {
            anchors.fill: parent
            anchors.bottomMargin: status.height
            visible: window.floating
            onClicked: window.floating = false
        }
        Sidebar {
            id: sidebar
            width: window.settings.sidebarWidth
            height: room.height - status.height
            visible: window.sidebarShown || window.floating
            models: window.models
            page: window.page
            onHideAsked: window.toggleSidebar()
            onPageAsked: name => window.toPage(name)
            onChatAsked: window.toChat()
        }
        SidebarEdge {
            x: sidebar.width - 3
            height: sidebar.height
            visible: window.sidebarShown
            settings: window.settings
        }
        StatusBar {
            id: status
            y: room.height - height
            width: room.width
            models: window.models
        }
        Item {
            id: overlay
            anchors.fill: parent
            TipSheet {
                id: tip
                z: 20
            }
        }
        Item {
            objectName: "app.state"
            width: 1; height: 1
            Accessible.role: Accessible.StaticText
            Accessible.name: window.models.status.appState
        }
    }
    Keyboard {
        models: window.models
        pageOpen: window.page !== ""
        floating: window.floating
        onNewChat: {
            window.models.conversations.create();
            window.toChat();
        }
        onSearch: {
            window.showSidebar();
            sidebar.focusSearch();
        }
        onCompose: window.toChat()
        onSidebar: window.toggleSidebar()
        onRename: window.rename()
        onSettings: window.page = window.page === "settings" ? "" : "settings"
        onLatest: chat.jumpToEnd()
        onApproval: chat.goToApproval()
        onMessage: step => chat.walkMessages(step)
        onBack: {
            if (window.floating)
                window.floating = false;
            else if (window.page)
                window.toChat();
            else if (window.models.status.busy)
                window.models.composer.stop();
        }
        onRegion: step => {
            const all = [() => sidebar.focusList(), () => chat.focusTranscript(), () => chat.focusComposer()];
            const now = sidebar.activeFocus ? 0 : chat.activeFocus && !composerFocused() ? 1 : 2;
            if (!sidebar.visible && (now + step + 3) % 3 === 0)
                step *= 2;
            all[(now + step + 6) % 3]();
        }
        function composerFocused(): bool {
            return (window.activeFocusItem?.objectName ?? "").startsWith("composer.");
        }
    }
}
