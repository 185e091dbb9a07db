pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// The models that can be had: what each is, whether it fits here, and getting it.
FocusScope {
    id: page

    required property Models models
    readonly property CatalogueList catalogue: models.catalogue
    signal finished

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Get a model")
    Keys.onEscapePressed: finished()
    onVisibleChanged: if (visible) {
        catalogue.look();
        forceActiveFocus();
    }

    Connections {
        target: page.catalogue
        function onUseAsked() {
            page.finished();
        }
    }
    Note {
        id: machine
        x: Math.round((page.width - width) / 2)
        y: 16
        width: Math.min(760, page.width - 48)
        wrapMode: Text.Wrap
        spoken: true
        text: page.catalogue.problem || page.catalogue.machine
    }
    ListView {
        id: view
        y: machine.y + machine.height + 12
        width: parent.width
        height: parent.height - y
        model: page.catalogue
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        spacing: 12
        bottomMargin: 24
        activeFocusOnTab: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models to get")
        T.ScrollBar.vertical: AppScrollBar {}

        delegate: LibraryRow {
            x: Math.round((view.width - width) / 2)
            width: Math.min(760, view.width - 48)
            onGetAsked: page.catalogue.get(name)
            onStopAsked: page.catalogue.stop(name)
            onUseAsked: page.catalogue.use(name)
        }
    }
}
