// The catalogue and the models that are here, for the window: lists them, gets them one after another on a
// thread of its own, stops. Owned by the desk.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <thread>

#include "agents/model_library.h"
#include "app/network_settings.h"
#include "engine/base/mailbox.h"
#include "engine/net/catalogue.h"

namespace app {

class Library : public agents::ModelLibrary {
public:
    // Mirrors: nothing is asked but a mirror that a person named, for windows that programs drive.
    enum class Reach { Anything, Mirrors };
    // `models`: the folder that models are kept in.
    Library(std::filesystem::path models, Reach reach);
    ~Library() override;  // stops what is being fetched; what is there is kept

    void post(agents::LibraryCommand command) override { letters_.send(std::move(command)); }
    engine::Feed<agents::LibraryEvent>& events() override { return feed_; }

private:
    struct Finished {
        std::string name;
        base::Result<> result;
    };
    struct Quit {};
    using Letter = std::variant<agents::LibraryCommand, Finished, Quit>;

    void run();
    void obey(const agents::ListLibrary&);
    void obey(const agents::GetModel& command);
    void obey(const agents::StopGetting& command);
    void settle(const Finished& finished);
    void startNext();
    base::Result<> fetched(const std::string& name, const std::stop_token& stop);
    agents::LibraryModel lineFor(const engine::CatalogueModel& model) const;

    const std::filesystem::path models_;
    const Reach reach_;
    engine::Feed<agents::LibraryEvent> feed_;
    engine::Mailbox<Letter> letters_;
    double bandwidth_ = -1;  // bytes a second; measured at the first list
    std::deque<std::string> waiting_;
    std::string getting_;
    std::jthread getter_;  // the one download
    std::jthread thread_;  // owns all above but the feed and the mailbox
};

}  // namespace app
