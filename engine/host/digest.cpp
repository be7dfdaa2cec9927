#include "host/digest.h"

#include <map>
#include <string>
#include <tuple>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace tf::host {

namespace {

struct DigestReader {
  std::uint64_t town = 0;
  std::int64_t moment = 0;
  std::string person;
  List items;
  std::string keys;
  std::vector<std::size_t> rows;
};

store::OutboxRow message_of(const DigestReader& reader, const store::OutboxRow& first) {
  store::OutboxRow message = first;
  message.key = cat("digest:", reader.town, ":", reader.moment, ":", reader.person, ":",
                    to_hex(sha256(reader.keys)).substr(0, 16));
  message.payload =
      to_json(Value::record({{"kind", Value::text(kDigest)},
                             {"key", Value::text(message.key)},
                             {"to", Value::list({Value::text(reader.person)})},
                             {"text", Value::text(kDigest)},
                             {"with", Value::record({{"items", Value::list(List(reader.items))}})},
                             {"nb", Value::number(reader.moment)}}));
  return message;
}

}  // namespace

std::vector<Digest> merge_digests(const std::vector<store::OutboxRow>& rows) {
  std::vector<DigestReader> readers;
  std::map<std::tuple<std::uint64_t, std::int64_t, std::string>, std::size_t> known;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const store::OutboxRow& row = rows[i];
    if (row.kind != kDigest) continue;
    const auto payload = parse_json(row.payload, {.bytes = 2 << 20});
    if (!payload || !(*payload)["to"].is(Value::Kind::list)) continue;
    // Not `next_ms`, which moves when a row is tried again.
    const Value& nb = (*payload)["nb"];
    const std::int64_t moment = nb.is(Value::Kind::number) ? nb.as_number().whole().value_or(0) : 0;
    const std::uint64_t town = town_of(CaseId{row.case_id});
    const Value item = Value::record({{"case", Value::text(cat(row.case_id))},
                                      {"key", Value::text(row.key)},
                                      {"text", (*payload)["text"]},
                                      {"with", (*payload)["with"]}});
    for (const Value& to : (*payload)["to"].as_list()) {
      const auto [place, fresh] = known.try_emplace({town, moment, to.str()}, readers.size());
      if (fresh) readers.push_back({town, moment, to.str(), {}, {}, {}});
      readers[place->second].items.push_back(item);
      readers[place->second].keys += cat(row.key, '\n');
      readers[place->second].rows.push_back(i);
    }
  }
  std::vector<Digest> out;
  for (const DigestReader& reader : readers)
    out.push_back({message_of(reader, rows[reader.rows.front()]), reader.rows});
  return out;
}

}  // namespace tf::host
