// What a client hears: ids, codes and moments of a state; no names, no texts, so that it can be
// said again, byte for byte, at any time from the journal alone.
#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "core/words.h"
#include "host/shard.h"

namespace tf::host {

std::string answer_json(const core::CaseState& state, const core::Catalog& catalog,
                        std::uint64_t case_seq) {
  const core::Town* town = catalog.town(state.town);
  const Zone zone = town == nullptr ? Zone() : town->calendar->zone();
  std::string out;
  out.reserve(384);
  out += "{\"case\":\"";
  append_piece(out, state.id.value);
  out += "\",\"number\":";
  append_json_string(out, state.number);
  out += ",\"seq\":";
  append_piece(out, case_seq);
  out += cat(",\"state\":\"", core::word_of(state.phase), "\",\"stage\":");
  append_json_string(out, state.stage);
  if (!state.result.empty()) {
    out += ",\"result\":";
    append_json_string(out, state.result);
  }
  out += cat(",\"light\":\"", core::word_of(state.light), "\",\"tasks\":[");
  bool comma = false;
  for (const core::Task& task : state.tasks) {
    if (std::exchange(comma, true)) out += ',';
    out += cat("{\"task\":", task.id, ",\"step\":");
    append_json_string(out, task.step);
    out += cat(",\"state\":\"", core::word_of(task.phase), "\"");
    if (!task.owner.empty()) {
      out += ",\"owner\":";
      append_json_string(out, task.owner);
    }
    out += ",\"candidates\":[";
    for (std::size_t i = 0; i < task.candidates.size(); ++i) {
      if (i != 0) out += ',';
      append_json_string(out, task.candidates[i]);
    }
    out += ']';
    if (const core::Clock* clock = state.clock(task.clock))
      out += cat(",\"due\":\"", zone.format(clock->due), "\"");
    out += '}';
  }
  out += "]}";
  return out;
}

}  // namespace tf::host
