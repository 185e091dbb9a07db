pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Inkstone

// The models at hand, and a way to another one.
AppMenu {
    id: menu

    required property Models models
    signal folderAsked
    signal libraryAsked

    above: true
    label: qsTr("Models")

    function ask(at: Item) {
        models.models.look();
        const all = [];
        for (let i = 0; i < found.count; ++i) {
            const row = found.objectAt(i) as QtObject;
            all.push({ id: row.folder, text: row.title, icon: "chip", checked: row.folder === models.models.current, line: i === found.count - 1 });
        }
        if (models.catalogue.available)
            all.push({ id: "get", text: qsTr("Get a model…"), icon: "down" });
        all.push({ id: "open", text: qsTr("Open model folder…"), icon: "folder" });
        rows = all;
        openAt(at);
    }
    onChosen: id => {
        if (id === "open")
            folderAsked();
        else if (id === "get")
            libraryAsked();
        else if (id !== models.models.current || models.status.model === "failed")
            models.models.load(id);
    }

    Instantiator {
        id: found
        model: menu.models.models
        QtObject {
            required property string folder
            required property string title
        }
    }
}
