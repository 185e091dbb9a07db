// Turns one list of rows into another with the fewest signals: rows keep their delegate as long as their key
// stays. UI thread.
//
// `Row` has a `key`. The owner gives begin/end of each change, so that a list model can wrap Qt's own calls.
#pragma once

#include <QAbstractListModel>
#include <QList>
#include <functional>

namespace ui {

// Makes rows[first .. first + count) equal to `wanted`. `roles(old, new)` says which roles differ (empty: the
// same). Calls the model's begin/end functions through `model`, which is the owner itself.
template <class Row, class Model>
void updateRows(Model& model, QList<Row>& rows, qsizetype first, qsizetype count, const QList<Row>& wanted,
                const std::function<QList<int>(const Row&, const Row&)>& roles) {
    const auto find = [&](const QList<Row>& list, qsizetype from, qsizetype to, const QString& key) {
        for (qsizetype i = from; i < to; ++i) {
            if (list[i].key == key) return i;
        }
        return qsizetype{-1};
    };
    const auto kept = [&](const QString& key, qsizetype near) {
        if (near < wanted.size() && wanted[near].key == key) return true;
        return find(wanted, 0, wanted.size(), key) >= 0;
    };
    qsizetype end = first + count;
    for (qsizetype i = end - 1; i >= first; --i) {
        if (kept(rows[i].key, i - first)) continue;
        model.beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
        rows.removeAt(i);
        model.endRemoveRows();
        --end;
    }
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const qsizetype at = first + i;
        if (at < end && rows[at].key == wanted[i].key) {
            const QList<int> changed = roles(rows[at], wanted[i]);
            if (changed.isEmpty()) continue;
            rows[at] = wanted[i];
            emit model.dataChanged(model.index(static_cast<int>(at)), model.index(static_cast<int>(at)),
                                   changed);
            continue;
        }
        const qsizetype from = find(rows, at, end, wanted[i].key);
        if (from >= 0) {
            model.beginMoveRows({}, static_cast<int>(from), static_cast<int>(from), {}, static_cast<int>(at));
            rows.move(from, at);
            model.endMoveRows();
            --i;  // look at it again: it may have changed as well
            continue;
        }
        model.beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
        rows.insert(at, wanted[i]);
        model.endInsertRows();
        ++end;
    }
}

}  // namespace ui
