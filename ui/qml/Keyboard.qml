import QtQuick
import Inkstone

// The keys that work everywhere.
Item {
    id: keys

    required property Models models
    property bool pageOpen: false
    property bool floating: false
    signal newChat
    signal search
    signal compose
    signal sidebar
    signal rename
    signal settings
    signal latest
    signal approval
    signal back
    signal message(int step)
    signal region(int step)

    Shortcut { sequences: ["Ctrl+N"]; onActivated: keys.newChat() }
    Shortcut { sequences: ["Ctrl+K"]; onActivated: keys.search() }
    Shortcut { sequences: ["Ctrl+L"]; onActivated: keys.compose() }
    Shortcut { sequences: ["Ctrl+B"]; onActivated: keys.sidebar() }
    Shortcut { sequences: ["F2"]; onActivated: keys.rename() }
    Shortcut { sequences: ["Ctrl+D"]; onActivated: keys.models.conversations.pin(keys.models.conversations.current, !keys.models.conversations.currentPinned) }
    Shortcut { sequences: ["Ctrl+,", "F1"]; onActivated: keys.settings() }
    Shortcut { sequences: ["Ctrl+End"]; onActivated: keys.latest() }
    Shortcut { sequences: ["Ctrl+Shift+A"]; onActivated: keys.approval() }
    Shortcut { sequences: ["Ctrl++", "Ctrl+="]; onActivated: keys.models.settings.zoom(1) }
    Shortcut { sequences: ["Ctrl+-"]; onActivated: keys.models.settings.zoom(-1) }
    Shortcut { sequences: ["Ctrl+0"]; onActivated: keys.models.settings.zoom(0) }
    Shortcut { sequences: ["Ctrl+Tab"]; onActivated: keys.models.conversations.openNext(1) }
    Shortcut { sequences: ["Ctrl+Shift+Tab", "Ctrl+Backtab"]; onActivated: keys.models.conversations.openNext(-1) }
    Shortcut { sequences: ["Alt+Up"]; onActivated: keys.message(-1) }
    Shortcut { sequences: ["Alt+Down"]; onActivated: keys.message(1) }
    Shortcut { sequences: ["F6"]; onActivated: keys.region(1) }
    Shortcut { sequences: ["Shift+F6"]; onActivated: keys.region(-1) }
    Shortcut { sequences: ["Esc"]; enabled: keys.floating || keys.pageOpen || keys.models.status.busy; onActivated: keys.back() }
}
