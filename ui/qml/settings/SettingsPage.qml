pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Inkstone

// Theme, language, size, temperature, the keys, and where things are.
FocusScope {
    id: page

    required property Models models
    readonly property Settings settings: models.settings
    signal finished

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Settings")
    Keys.onEscapePressed: finished()

    AppMenu {
        id: formats
        label: qsTr("Chat formats")
        function ask() {
            const chosen = page.models.models.chatFormat;
            const named = page.models.models.chatFormats.map(name => ({ id: name, text: name, checked: name === chosen }));
            rows = [{ id: "", text: qsTr("As the model says"), checked: !chosen, line: true }].concat(named);
            openAt(format);
        }
        onChosen: id => page.models.models.chatFormat = id
    }
    Flickable {
        id: view
        anchors.fill: parent
        contentHeight: column.height + 48
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: AppScrollBar {}

        Column {
            id: column
            x: Math.round((view.width - width) / 2)
            y: 24
            width: Math.min(760, view.width - 48)
            spacing: 20

            SettingCard {
                title: qsTr("Appearance")
                SettingLine {
                    label: qsTr("Theme")
                    Choices {
                        name: "settings.theme"
                        chosen: page.settings.theme
                        options: [{ id: "light", text: qsTr("Light") }, { id: "dark", text: qsTr("Dark") }, { id: "system", text: qsTr("As the desktop") }]
                        onPicked: id => page.settings.theme = id
                    }
                }
                SettingLine {
                    label: qsTr("Language")
                    Choices {
                        name: "settings.language"
                        chosen: page.settings.language
                        options: [{ id: "en", text: "English" }, { id: "zh", text: "简体中文" }, { id: "system", text: qsTr("As the system") }]
                        onPicked: id => page.settings.language = id
                    }
                }
                SettingLine {
                    label: qsTr("Size")
                    Row {
                        spacing: 8
                        AppButton {
                            objectName: "settings.smaller"
                            small: true
                            text: qsTr("Smaller")
                            enabled: page.settings.scale > 80
                            onClicked: page.settings.zoom(-1)
                        }
                        Words {
                            objectName: "settings.scale"
                            width: 48
                            height: 28
                            horizontalAlignment: Text.AlignHCenter
                            spoken: true
                            text: qsTr("%1%").arg(page.settings.scale)
                        }
                        AppButton {
                            objectName: "settings.larger"
                            small: true
                            text: qsTr("Larger")
                            enabled: page.settings.scale < 300
                            onClicked: page.settings.zoom(1)
                        }
                    }
                }
            }
            SettingCard {
                title: qsTr("Answers")
                SettingLine {
                    label: qsTr("Temperature")
                    note: qsTr("0 gives the same answer every time; the starter model is made for 0.")
                    Row {
                        spacing: 12
                        AppSlider {
                            objectName: "settings.temperature"
                            label: qsTr("Temperature")
                            from: 0
                            to: 2
                            stepSize: 0.1
                            snapMode: T.Slider.SnapAlways
                            value: page.settings.temperature
                            onMoved: page.settings.temperature = value
                        }
                        Words {
                            height: 28
                            width: 32
                            horizontalAlignment: Text.AlignRight
                            spoken: true
                            text: page.models.number(page.settings.temperature, 1)
                        }
                    }
                }
            }
            SettingCard {
                title: qsTr("Model")
                SettingLine {
                    label: qsTr("Chat format")
                    note: qsTr("How messages are put to %1. To be chosen only where its own is not recognised: with a wrong one it answers nonsense.").arg(page.models.status.modelTitle)
                    Chip {
                        id: format
                        objectName: "settings.chatFormat"
                        opens: true
                        open: formats.visible
                        text: page.models.models.chatFormat || qsTr("As the model says")
                        spoken: qsTr("Chat format: %1").arg(text)
                        onClicked: formats.ask()
                    }
                }
            }
            KeyTable {}
            SettingCard {
                title: qsTr("This computer")
                SettingLine {
                    label: qsTr("Chats and settings")
                    Mono {
                        width: parent.width
                        wrapMode: Text.WrapAnywhere
                        spoken: true
                        text: page.settings.place
                    }
                }
                SettingLine {
                    label: qsTr("Model")
                    Words {
                        width: parent.width
                        wrapMode: Text.Wrap
                        spoken: true
                        text: Theme.joined([page.models.status.modelTitle, page.models.status.modelFacts])
                    }
                }
                SettingLine {
                    label: qsTr("Drawing")
                    Words {
                        spoken: true
                        text: page.settings.renderer === "software" ? qsTr("software") : qsTr("OpenGL")
                    }
                }
                SettingLine {
                    label: qsTr("Version")
                    Words {
                        spoken: true
                        text: Qt.application.version
                    }
                }
            }
        }
    }
}
