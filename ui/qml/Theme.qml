pragma Singleton
import QtQuick

// Every colour, size and duration of the window. Main sets dark, scale, still and overlay.
QtObject {
    property bool dark: false
    property real scale: 1
    property bool still: false
    property Item overlay: null
    property Item tip: null

    readonly property color paper: dark ? "#191A1B" : "#FAF9F6"
    readonly property color panel: dark ? "#202223" : "#F3F1EC"
    readonly property color sheet: dark ? "#242628" : "#FFFEFC"
    readonly property color sunken: dark ? "#151617" : "#F0EDE6"
    readonly property color hover: dark ? "#2A2C2E" : "#EEEBE4"
    readonly property color selected: dark ? "#2D3032" : "#EBE8E0"
    readonly property color pressed: dark ? "#383C3F" : "#E0DCD2"
    readonly property color line: dark ? "#2E3133" : "#E4E1D9"
    readonly property color lineStrong: dark ? "#41454A" : "#CFCBC1"
    readonly property color control: dark ? "#7B7E80" : "#8B877E"

    readonly property color ink: dark ? "#E8E6E1" : "#1D1C1A"
    readonly property color ink2: dark ? "#9B988F" : "#6B6862"
    readonly property color disabled: dark ? "#63666A" : "#9D998F"
    readonly property color accentFill: dark ? "#C5453A" : "#B3352A"
    readonly property color accentHover: dark ? "#B53C32" : "#9C2C22"
    readonly property color accentPressed: dark ? "#9C3027" : "#86241B"
    readonly property color onAccent: "#FFFFFF"
    readonly property color accentInk: dark ? "#E87B6C" : "#B3352A"
    readonly property color blue: dark ? "#86B3E2" : "#2B5B8C"
    readonly property color green: dark ? "#7CBB8D" : "#3E7B4F"
    readonly property color greenText: dark ? "#7CBB8D" : "#356B45"
    readonly property color amber: dark ? "#D6A550" : "#A9741B"
    readonly property color amberText: dark ? "#D6A550" : "#80570F"
    readonly property color danger: dark ? "#EE8D97" : "#A2263A"

    readonly property color greenTint: dark ? "#1E2A22" : "#E7EFE6"
    readonly property color amberTint: dark ? "#2E281B" : "#F6EEDC"
    readonly property color dangerTint: dark ? "#332123" : "#F7E7E5"
    readonly property color blueTint: dark ? "#1F2A35" : "#E8EEF3"
    readonly property color added: dark ? "#1D2A21" : "#E9F1E8"
    readonly property color removed: dark ? "#33211F" : "#F8E9E7"
    readonly property color selection: dark ? "#2F4A66" : "#C9DBEC"

    // What a RunText draws with.
    readonly property var runColors: ({
        "ink": ink, "faint": ink2, "sunken": sunken, "blue": blue, "green": greenText, "amber": amberText,
        "selection": selection, "selectedInk": ink
    })
    readonly property var faintColors: ({
        "ink": ink2, "faint": ink2, "sunken": sunken, "blue": blue, "green": greenText, "amber": amberText,
        "selection": selection, "selectedInk": ink
    })

    readonly property string monoFamily: "JetBrains Mono"
    readonly property int radius: 6
    readonly property int cardRadius: 10
    readonly property int hoverTime: still ? 0 : 80
    readonly property int openTime: still ? 0 : 120

    function joined(parts: var): string {
        return parts.filter(part => part).join(", ");
    }
    function hex(color: color): string {
        return color.toString().slice(-6);
    }
}
