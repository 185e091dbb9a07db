#include "engine/text/python_json.h"

#include <nlohmann/json.hpp>

#include "engine/base/json.h"

namespace engine {
namespace {

using Ordered = nlohmann::ordered_json;

class Writer {
public:
    explicit Writer(int indent) : indent_(indent) {}
    std::string take() { return std::move(out_); }

    void write(const Ordered& value, int depth = 0) {
        if (value.is_object() && !value.empty()) return writeObject(value, depth);
        if (value.is_array() && !value.empty()) return writeList(value, depth);
        out_ += value.dump(-1, ' ', false, Ordered::error_handler_t::replace);
    }

private:
    void writeObject(const Ordered& value, int depth) {
        out_ += '{';
        bool first = true;
        for (const auto& [key, inner] : value.items()) {
            begin(first, depth + 1);
            out_ += jsonText(key) + ": ";
            write(inner, depth + 1);
        }
        end(depth);
        out_ += '}';
    }

    void writeList(const Ordered& value, int depth) {
        out_ += '[';
        bool first = true;
        for (const Ordered& inner : value) {
            begin(first, depth + 1);
            write(inner, depth + 1);
        }
        end(depth);
        out_ += ']';
    }

    void begin(bool& first, int depth) {
        if (!first) out_ += indent_ > 0 ? "," : ", ";
        first = false;
        if (indent_ > 0) breakLine(depth);
    }
    void end(int depth) {
        if (indent_ > 0) breakLine(depth);
    }
    void breakLine(int depth) { out_ += '\n' + std::string(static_cast<size_t>(depth * indent_), ' '); }

    int indent_;
    std::string out_;
};

}  // namespace

std::string pythonJson(std::string_view json, int indent) {
    if (!parseJson(json)) return std::string(json);  // it bounds the depth, too
    Writer writer(indent);
    writer.write(Ordered::parse(json, nullptr, false));
    return writer.take();
}

std::string jsonText(std::string_view text) {
    return Ordered(text).dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

std::string toolJson(const ToolSpec& tool, int indent) {
    Ordered function = {{"name", tool.name}, {"description", tool.description}};
    const bool sound = parseJson(tool.parameters).has_value();
    function["parameters"] = sound ? Ordered::parse(tool.parameters, nullptr, false) : Ordered::object();
    Ordered all = Ordered::object();
    all["type"] = "function";
    all["function"] = std::move(function);
    Writer writer(indent);
    writer.write(all);
    return writer.take();
}

}  // namespace engine
