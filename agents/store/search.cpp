#include "agents/store/search.h"

#include <algorithm>
#include <set>

#include "agents/utf8.h"

namespace agents {
namespace {

constexpr size_t TrigramLength = 3;
constexpr size_t MaxWords = 16;
constexpr size_t Before = 24, After = 72;  // characters around the first word

std::vector<std::string> wordsOf(std::string_view query) {
    std::vector<std::string> words;
    while (words.size() < MaxWords) {
        query = trimmed(query);
        const size_t end = std::min(query.find_first_of(" \t\r\n\f\v"), query.size());
        if (end == 0) break;
        std::string word = validText(query.substr(0, end));
        std::erase(word, '\0');
        if (!word.empty()) words.push_back(std::move(word));
        query.remove_prefix(end);
    }
    return words;
}

std::string quotedPhrase(std::string_view word) {
    std::string phrase = "\"";
    for (const char character : word) phrase += character == '"' ? "\"\"" : std::string(1, character);
    return phrase + "\"";
}

std::string likePattern(std::string_view word) {
    std::string pattern = "%";
    for (const char character : word) {
        if (character == '%' || character == '_' || character == '\\') pattern += '\\';
        pattern += character;
    }
    return pattern + "%";
}

struct Query {
    std::string phrases;                // for MATCH
    std::vector<std::string> patterns;  // for LIKE
    std::vector<std::u32string> lower;
};

Query queryOf(std::string_view words) {
    Query query;
    for (const std::string& word : wordsOf(words)) {
        query.lower.push_back(charactersOf(lowerCase(word)));
        if (query.lower.back().size() >= TrigramLength)
            query.phrases += (query.phrases.empty() ? "" : " ") + quotedPhrase(word);
        else
            query.patterns.push_back(likePattern(word));
    }
    return query;
}

// Every row of the index has an even number for a message, an odd one for a title; titles are taken first.
base::Result<Statement> matchingRows(Database& database, const Query& query, bool titles) {
    std::string sql = "SELECT s.text, c.id, c.title FROM search s ";
    sql += titles ? "JOIN conversations c ON c.number = s.rowid / 2 WHERE s.rowid % 2 = 1 "
                  : "JOIN messages m ON m.number = s.rowid / 2 JOIN conversations c ON c.id = m.conversation "
                    "WHERE s.rowid % 2 = 0 ";
    sql += "AND c.trashed_at = 0 ";
    if (!query.phrases.empty()) sql += "AND search MATCH ? ";
    for (size_t i = 0; i < query.patterns.size(); ++i) sql += "AND s.text LIKE ? ESCAPE '\\' ";
    sql += "ORDER BY s.rowid DESC";
    Statement rows = TRY(database.prepare(sql));
    if (!query.phrases.empty()) rows.bind(query.phrases);
    for (const std::string& pattern : query.patterns) rows.bind(pattern);
    return rows;
}

size_t wordAt(const std::u32string& lower, size_t at, const std::vector<std::u32string>& words) {
    size_t longest = 0;
    for (const std::u32string& word : words)
        if (!word.empty() && lower.compare(at, word.size(), word) == 0)
            longest = std::max(longest, word.size());
    return longest;
}

bool isMark(char32_t character) {
    return character == U'\u2068' || character == U'\u2069';
}

}  // namespace

std::string snippetOf(std::string_view text, const std::vector<std::u32string>& lowerWords) {
    std::u32string whole = charactersOf(text);
    std::erase_if(whole, isMark);
    for (char32_t& character : whole)
        if (character < U' ') character = U' ';
    std::u32string lower = whole;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char32_t one) { return lowerCase(one); });
    size_t first = 0;
    while (first < lower.size() && wordAt(lower, first, lowerWords) == 0) ++first;
    if (first == lower.size()) first = 0;
    const size_t start = first > Before ? first - Before : 0;
    const size_t end = std::min(whole.size(), first + After);
    std::u32string snippet = start > 0 ? U"…" : U"";
    for (size_t at = start; at < end;) {
        const size_t length = std::min(wordAt(lower, at, lowerWords), end - at);
        if (length > 0) snippet += U'\u2068';
        snippet.append(whole, at, std::max<size_t>(length, 1));
        if (length > 0) snippet += U'\u2069';
        at += std::max<size_t>(length, 1);
    }
    if (end < whole.size()) snippet += U'…';
    return textOf(snippet);
}

base::Result<std::vector<Hit>> searchConversations(Database& database, std::string_view words, size_t most) {
    const Query query = queryOf(words);
    std::vector<Hit> hits;
    if (query.lower.empty()) return hits;
    std::set<Id> seen;
    for (const bool titles : {true, false}) {
        Statement rows = TRY(matchingRows(database, query, titles));
        while (hits.size() < most && TRY(rows.step()))
            if (seen.insert(rows.text(1)).second)
                hits.push_back({rows.text(1), rows.text(2), snippetOf(rows.text(0), query.lower)});
    }
    return hits;
}

}  // namespace agents
