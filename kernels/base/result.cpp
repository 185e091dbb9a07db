#include "kernels/base/result.h"

namespace base {

std::string_view nameOf(Code code) {
    switch (code) {
        case Code::Invalid: return "invalid";
        case Code::NotFound: return "not_found";
        case Code::BadModel: return "bad_model";
        case Code::Unsupported: return "unsupported";
        case Code::Numeric: return "model_numeric_error";
        case Code::TooLarge: return "too_large";
        case Code::Denied: return "denied";
        case Code::Cancelled: return "cancelled";
        case Code::Busy: return "busy";
        case Code::ReadOnly: return "read_only";
        case Code::DiskFull: return "disk_full";
        case Code::Corrupt: return "corrupt";
        case Code::Io: return "io";
        case Code::OutOfMemory: return "out_of_memory";
        case Code::Internal: return "internal";
    }
    return "internal";
}

}  // namespace base
