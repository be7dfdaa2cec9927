#include "api/rows.h"

#include "base/text.h"
#include "base/time.h"

namespace tf::api {
namespace {

void write_time(JsonWriter& out, std::string_view name, std::optional<std::int64_t> ms) {
  out.key(name);
  if (ms)
    out.value(to_utc_string(Instant{*ms}));
  else
    out.null();
}

// Ids have up to 64 bits, more than a JavaScript number holds: written as text.
std::string id_text(std::uint64_t id) {
  return id == 0 ? std::string{} : cat(id);
}

}  // namespace

void write_row(JsonWriter& out, const store::CaseRow& row) {
  out.begin_object()
      .field("case", id_text(row.id))
      .field("number", row.number)
      .field("town", row.town)
      .field("workflow", row.workflow)
      .field("title", row.title)
      .field("state", row.phase)
      .field("stage", row.stage)
      .field("result", row.result)
      .field("reason", row.reason)
      .field("light", light_word(row.light))
      .field("listed", row.listed)
      .field("unit", row.unit)
      .field("grid", row.grid)
      .field("owner", row.owner)
      .field("reporter", row.reporter);
  write_time(out, "opened", row.opened_ms);
  write_time(out, "due", row.due_ms);
  write_time(out, "warn", row.warn_ms);
  write_time(out, "closed", row.closed_ms);
  out.field("on_time", row.on_time)
      .field("parent", id_text(row.parent))
      .field("seq", row.seq)
      .end_object();
}

void write_row(JsonWriter& out, const store::TaskRow& row) {
  out.begin_object()
      .field("case", id_text(row.case_id))
      .field("number", row.number)
      .field("task", row.task)
      .field("town", row.town)
      .field("workflow", row.workflow)
      .field("step", row.step)
      .field("title", row.title)
      .field("work", row.work)
      .field("state", row.state)
      .field("owner", row.owner)
      .key("candidates")
      .begin_array();
  for (const std::string& person : row.candidates) out.value(person);
  out.end_array().field("unit", row.unit).field("light", light_word(row.light));
  write_time(out, "due", row.due_ms);
  write_time(out, "offered", row.offered_ms);
  out.end_object();
}

Page page_of(Query& query) {
  Page page;
  page.limit = static_cast<std::uint32_t>(query.count("limit", page.limit, Page::kMost));
  page.offset = query.count("offset", 0, 1'000'000);
  return page;
}

}  // namespace tf::api
