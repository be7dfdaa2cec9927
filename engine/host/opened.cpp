#include "host/opened.h"

#include "base/json.h"
#include "base/seal_value.h"
#include "core/each_text.h"
#include "host/shard.h"

namespace tf::host {

namespace {

struct SealOpener {
  SealBook book;
  const Value gone = Value::text(kErasedText);
  void operator()(std::string& text) {
    if (!is_sealed(text)) return;
    const auto open = book.open(text);
    text = open && open->is(Value::Kind::text) ? open->as_text() : kErasedText;
  }
  void operator()(Value& value) { value = book.opened(value, gone); }
};

template <class T>
void open_all_sealed(store::Store& store, T& thing) {
  if (auto ring = store.keys().ring())
    core::EachText<SealOpener>(SealOpener{SealBook(std::move(ring))}).walk(thing);
}

}  // namespace

void open_sealed(store::Store& store, core::CaseState& state) {
  open_all_sealed(store, state);
}

void open_sealed(store::Store& store, core::RowBody& body) {
  open_all_sealed(store, body.command);
  open_all_sealed(store, body.events);
  if (body.rejection) open_all_sealed(store, *body.rejection);
}

std::string opened_json(store::Store& store, const std::string& json) {
  if (leaves_in(json).empty()) return json;
  auto ring = store.keys().ring();
  const auto value = parse_json(json, {.bytes = 2 << 20});
  if (!ring || !value) return json;
  return to_json(SealBook(std::move(ring)).opened(*value, Value::text(kErasedText)));
}

Result<core::CaseState> seen_state(store::Store& store, CaseId id) {
  core::CaseState state = TF_TRY(load_state(store, id));
  open_sealed(store, state);
  return state;
}

}  // namespace tf::host
