#include "host/explain_wait.h"

#include "base/text.h"

namespace tf::host {

namespace {

using WaitedFor = core::EventSpec::Kind;

core::Words event_words(const core::EventSpec& event, const core::Token& token, const Zone& zone) {
  const auto until = [&]() -> core::Words {
    if (!token.wake) return {"到时", "until its time comes"};
    const std::string at = to_string(zone.local(*token.wake));
    return {cat("到 ", at), cat("until ", at)};
  };
  switch (event.kind) {
    case WaitedFor::message:
      return {cat("消息 ", event.name), cat("for the message ", event.name)};
    case WaitedFor::signal:
      return {cat("信号 ", event.name), cat("for the signal ", event.name)};
    case WaitedFor::when:
      return {cat("条件 ", event.when.text(), " 成立"),
              cat("until ", event.when.text(), " is true")};
    case WaitedFor::any:
    case WaitedFor::all: {
      std::vector<std::string> zh, en;
      for (const core::EventSpec& part : event.parts) {
        const core::Words words = event_words(part, token, zone);
        zh.push_back(words.zh);
        en.push_back(words.en);
      }
      return event.kind == WaitedFor::any ? core::Words{join(zh, "，或 "), join(en, ", or ")}
                                          : core::Words{join(zh, "，并 "), join(en, ", and ")};
    }
    default:
      return until();
  }
}

}  // namespace

core::Words what_it_waits_for(const core::Token& token, const core::Step* step, const Zone& zone) {
  if (token.message == core::kRest || token.message.starts_with("undo:")) return {};
  if (step != nullptr) {
    if (const auto* wait = std::get_if<core::WaitSpec>(&step->spec))
      return wait->lock.empty()
                 ? event_words(wait->event, token, zone)
                 : core::Words{cat("全镇的锁 ", wait->lock, "，现由别的案件占用"),
                               cat("for the town's lock ", wait->lock, ", which another case has")};
    if (std::holds_alternative<core::MeetSpec>(step->spec))
      return {cat("其余各路（已到 ", token.done.size(), " 路）"),
              cat("for the other ways (", token.done.size(), " have arrived)")};
    if (std::holds_alternative<core::EachSpec>(step->spec) && token.total > 0)
      return {cat("其余各项（共 ", token.total, " 项，已办 ", token.done.size(), " 项）"),
              cat("for the other items (", token.done.size(), " of ", token.total, " are done)")};
  }
  if (token.wake) {
    const std::string at = to_string(zone.local(*token.wake));
    return {cat("到 ", at), cat("until ", at)};
  }
  if (!token.message.empty())
    return {cat("消息 ", token.message), cat("for the message ", token.message)};
  return {};
}

}  // namespace tf::host
