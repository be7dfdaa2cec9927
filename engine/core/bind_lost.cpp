#include "core/bind_lost.h"

#include "core/command/verbs.h"

namespace tf::core {

namespace {

// `what`: the key as it was written; the two sentences say where it belongs.
void lost(Flow& flow, const model::Entry* entry, const char* zh, const char* en) {
  if (entry != nullptr)
    flow.out.report(
        "bind.not_here", entry->key_span,
        {{"what", entry->written.empty() ? entry->key : entry->written}, {"zh", zh}, {"en", en}});
}

}  // namespace

void check_event_keys(Flow& flow, const model::Node& node, const EventSpec& event) {
  using Kind = EventSpec::Kind;
  const bool message = event.kind == Kind::message;
  if (!message && event.kind != Kind::signal)
    lost(flow, node.entry("match"), "它说明消息或信号里的字段须等于什么",
         "it says what fields of a message or signal must equal");
  if (!message)
    lost(flow, node.entry("kept"), "只有消息可以先到", "only a message can come before its wait");
  if (event.kind != Kind::at)
    lost(flow, node.entry("again"), "它与 at 同写", "it stands beside 'at'");
  if (event.kind != Kind::at || !event.again)
    lost(flow, node.entry("times"), "它与 at 和 again 同写", "it stands beside 'at' and 'again'");
}

void check_waited(Flow& flow, const model::Node& node, const EventSpec& event) {
  using Kind = EventSpec::Kind;
  for (std::size_t i = 0; i < event.parts.size(); ++i)
    if (const model::Node* parts = node.has("any") ? node.get("any") : node.get("all");
        parts != nullptr && i < parts->items.size())
      check_waited(flow, *parts->items[i], event.parts[i]);
  const char* what = event.kind == Kind::error        ? "error"
                     : event.kind == Kind::escalation ? "escalation"
                     : event.kind == Kind::overdue    ? "overdue"
                     : event.kind == Kind::warn       ? "warn"
                     : event.kind == Kind::cancel     ? "cancel"
                     : event.kind == Kind::undo       ? "undo"
                                                      : nullptr;
  if (what == nullptr) return;
  flow.out.report("bind.not_here", node.span,
                  {{"what", what},
                   {"zh", "它发生在一个步骤上，写在那一步的 upon 下"},
                   {"en", "it happens to a step: write it under 'upon' of that step"}});
}

void check_raise(Flow& flow, const model::Node& node, RaiseSpec::Kind kind) {
  using Kind = RaiseSpec::Kind;
  const bool sent = kind == Kind::message || kind == Kind::signal;
  if (!sent)
    lost(flow, node.entry("to"), "只有消息和信号有收件人",
         "only messages and signals go to somebody");
  if (!sent && kind != Kind::error && kind != Kind::escalation)
    lost(flow, node.entry("with"), "只有消息、信号、错误和升级带数据",
         "only messages, signals, errors and escalations carry data");
}

void check_told(Flow& flow, const model::Node& node) {
  if (node.has("tell") || node.has("notify")) return;
  for (const char* key : {"text", "by", "as"})
    if (std::string_view(key) != "as" || !node.has("stop"))
      lost(flow, node.entry(key), "这一步没有告知谁：与 tell 或 notify 同写",
           "this step tells nobody: it stands beside 'tell' or 'notify'");
}

void check_outcomes(Flow& flow, const model::Node& step) {
  if (std::string_view(kind_of(step)) == "task") return;
  for (const model::Entry& outcome : step.get("next")->entries)
    for (const char* key : {"form", "refuse", "if"})
      lost(flow, outcome.value->entry(key),
           "这个结果不是人选的，没有人填写或被拒绝；写在任务的结果上",
           "nobody chooses this outcome, so nobody fills in or is refused: write it at the outcome "
           "of a task");
}

void check_verb(Flow& flow, const std::string& word, const model::Node& verb) {
  const bool back = word == "return" || word == "send_back";
  for (const char* key : {"to", "then"})
    if (!back)
      lost(flow, verb.entry(key), "它只用于退单和驳回；其他操作由办理人说明去向",
           "it belongs to return and send_back; of other verbs the person says where to");
  if (reads_own_form(word))
    lost(flow, verb.entry("form"), "这个操作有自己的表单，不再另问",
         "this verb has a form of its own and asks for nothing else");
}

void check_kept(Flow& flow, const model::Node& handler) {
  lost(flow, handler.entry("kept"), "先到的消息由 wait 或 race 的分支取用，不由 upon 取用",
       "a message that came earlier is taken by a wait or a branch of a race, not by a handler");
}

}  // namespace tf::core
