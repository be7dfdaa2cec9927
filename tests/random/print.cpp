#include <array>

#include "base/text.h"
#include "definitions.h"

namespace tf::random {

namespace {

using Steps = std::vector<Part>;

class Printer {
 public:
  explicit Printer(bool later = false) : later_(later) {}
  const std::map<std::string, std::string>& renamed() const { return renamed_; }

  std::string file(const Plant& plant, const std::string& id) {
    std::string out = cat("workflow: ", id, "\n");
    out +=
        "case:\n  n: {type: whole, default: 0}\n  fine: {type: yes_no, default: false}\n"
        "  size: {type: choice, of: [small, big]}\n  homes: list of line\n"
        "  members: list of person\n"
        "fields:\n  day: date\n  answer: text\n  twice: {is: n * 2}\n"
        "  lot: {type: yes_no, is: count(homes) > 1}\n";
    const std::uint64_t x = plant.extras ^ (later_ ? kOtherExtras : 0);
    if (has(x, 0)) out += "due: 3 working days\nladder: strict\n";
    if (!has(x, 1))
      out +=
          "may: [return, send_back, withdraw, suspend, resume, extend, take_back, jump, skip, "
          "terminate, merge, add_item, delegate, transfer, add_sign, remove_sign]\n";
    std::string upon;
    if (has(x, 3)) upon += "  gone: {message: m3, stop: case, as: withdrawn}\n";
    if (has(x, 4)) upon += "  seen: {message: m2, keep: true, task: write-note, who: clerk}\n";
    if (has(x, 5)) upon += "  many: {when: \"n > 5\", keep: true, notify: boss}\n";
    if (has(x, 6)) upon += "  weekly: {after: 7 calendar days, keep: true, notify: boss}\n";
    if (has(x, 7)) upon += "  wrong: {error: any, keep: true, notify: boss}\n";
    if (has(x, 8)) out += "metrics:\n  done_n: {count: n}\n";
    if (has(x, 2)) out += "tell: boss\n";
    if (has(x, 11)) out += "help: cadre\n";
    if (has(x, 0) && has(x, 13)) out += "met: \"n > 2\"\n";
    std::string start;
    if (has(x, 14)) start += "  set: {n: n + 1}\n";
    if (has(x, 15)) start += "  decide: sizes\n";
    if (has(x, 16)) start += "  refuse: {BIG: {when: n > 3, text: {zh: 太大, en: Too big}}}\n";
    if (has(x, 17))
      start += "  same:\n    again: {state: open, match: [n, size], within: same, then: merge}\n";
    if (!start.empty()) out += "start:\n  who: anyone\n" + start;
    if (has(x, 9))
      out += "milestones:\n  first: {met: \"n > 0\", due: 2 working days, ladder: notice}\n";
    if (has(x, 10)) out += "amend:\n  n: {who: clerk, set: {fine: \"true\"}}\n";
    if (!upon.empty()) out += "upon:\n" + upon;
    out += "steps:\n";
    for (const auto& [name, body] : lines(plant.steps, 0)) out += cat("  ", name, ": ", body, "\n");
    return out;
  }

 private:
  using Lines = std::vector<std::pair<std::string, std::string>>;

  static bool has(std::uint64_t extras, int bit) { return ((extras >> bit) & 1U) != 0; }
  std::string fresh() {
    const std::string id = cat("s", ++count_);
    if (!later_ || count_ % 3 != 0) return id;
    return renamed_[id] = cat("t", count_);
  }

  static std::string braces(const Lines& lines) {
    std::string out = "{";
    for (const auto& [name, body] : lines)
      out += cat(out.size() == 1 ? "" : ", ", name, ": ", body);
    return out + "}";
  }

  // The steps of one block; `depth` of blocks around it.
  Lines lines(const Steps& steps, int depth) {
    Lines out;
    std::string first;
    for (const Part& part : steps) {
      const std::string id = fresh();
      if (first.empty()) first = id;
      if (part.kind == Kind::fork)
        fork(part, id, depth, out);
      else if (part.kind == Kind::transaction)
        out.emplace_back(id, transaction(part));
      else
        out.emplace_back(id, step(part, out.empty() ? "" : out.front().first, depth));
    }
    if (later_) out.emplace_back(cat("n", ++added_), "{task: work, who: boss}");
    return out;
  }

  std::string block(const Steps& steps, int depth) { return braces(lines(steps, depth + 1)); }

  static std::string who(std::uint32_t pick) {
    static constexpr std::array kWho = {"clerk",
                                        "boss",
                                        "cadre",
                                        "[clerk, cadre]",
                                        "{role: clerk, skill: water}",
                                        "{role: clerk, pick: in_turn}",
                                        "{role: clerk, pick: least_busy}",
                                        "handler"};
    return kWho.at(pick % kWho.size());
  }

  // `first`: a step of the same block that came before, or "".
  static std::string rarer(std::uint32_t pick, const std::string& first) {
    const std::array kWho = {
        std::string("members"),
        std::string("{person: 'members[1]'}"),
        std::string("{role: clerk, pick: random}"),
        std::string("{unit: works}"),
        std::string("{role: cadre, at: hill}"),
        std::string("{role: clerk, else: boss, not: reporter}"),
        first.empty() ? "boss" : cat("{role: clerk, not: ", first, "}"),
        first.empty() ? "boss" : cat("{role: clerk, pick: {same_as: ", first, "}}")};
    return kWho.at(pick % kWho.size());
  }

  static std::string join(std::uint32_t pick) {
    static constexpr std::array kJoin = {"",
                                         "",
                                         ", join: all",
                                         ", join: any",
                                         ", join: any, rest: run_on",
                                         ", join: 2",
                                         ", join: 60%",
                                         ", join: none",
                                         ", join: {when: \"n > 1\"}",
                                         ", join: {when: \"n > 1\", veto: \"n > 3\"}",
                                         ", join: 1, rest: run_on"};
    return kJoin.at(pick % kJoin.size());
  }

  static std::string event(std::uint32_t pick) {
    static constexpr std::array kEvents = {"message: m1",
                                           "after: 2 hours",
                                           "message: m2",
                                           "when: \"n > 2\"",
                                           "signal: g1",
                                           "after: 1 working days",
                                           "at: 'now + duration(\"PT5H\")'",
                                           "any: [{message: m1}, {after: 5 hours}]",
                                           "all: [{message: m1}, {message: m2}]",
                                           "every: day at 09:00"};
    return kEvents.at(pick % kEvents.size());
  }

  // What any step may have; `body` without its braces.
  std::string common(std::string body, const Part& part) {
    const std::uint64_t x = part.extras;
    if (has(x, 20)) body = cat("if: \"", has(x, 21) ? "fine" : "n < 4", "\", ", body);
    if (has(x, 22)) body += ", tell: boss";
    return cat("{", body, "}");
  }

  std::string handlers(const Part& part, bool timed) {
    const std::uint64_t x = part.extras;
    Lines out;
    if (timed && has(x, 30)) out.emplace_back("overdue", "{go: continue, reason: LATE}");
    if (timed && has(x, 41)) out.emplace_back("warn", "{keep: true, set: {n: n + 1}}");
    if (has(x, 42))
      out.emplace_back(
          "a",
          "{ahead: {of: \"date_after(today(), 9)\", by: [2 calendar days]}, keep: true, "
          "notify: boss}");
    if (has(x, 43)) out.emplace_back("w", "{every: day at 09:00, keep: true, notify: boss}");
    if (has(x, 44)) out.emplace_back("y", "{any: [{message: m1}, {after: 5 hours}], go: continue}");
    if (has(x, 45))
      out.emplace_back("z", "{all: [{message: m1}, {message: m2}], keep: true, notify: boss}");
    if (timed && has(x, 31) && !has(x, 30))
      out.emplace_back("overdue", "{keep: true, notify: boss}");
    if (has(x, 32)) out.emplace_back("m", "{message: m1, go: continue}");
    if (has(x, 33))
      out.emplace_back("k", "{message: m2, keep: true, task: write-note, who: clerk}");
    if (has(x, 34)) out.emplace_back("t", "{after: 3 hours, keep: true, notify: boss}");
    if (has(x, 35))
      out.emplace_back("c",
                       cat("{when: \"n > 3\", ", has(x, 46) ? "if: fine, " : "", "go: continue}"));
    if (has(x, 36)) out.emplace_back("e", "{error: any, go: continue}");
    if (has(x, 37)) out.emplace_back("s", "{escalation: X1, keep: true, notify: boss}");
    if (has(x, 38)) out.emplace_back("g", "{signal: g1, go: end}");
    if (has(x, 39))
      out.emplace_back("r",
                       "{at: 'now + duration(\"PT1H\")', again: 'duration(\"PT1H\")', times: 3, "
                       "keep: true, notify: boss}");
    if (has(x, 40))
      out.emplace_back("x", "{message: m3, steps: {" + fresh() + ": {task: work, who: boss}}}");
    return out.empty() ? "" : cat(", upon: ", braces(out));
  }

  std::string task(const Part& part, const std::string& first) {
    const std::uint64_t x = part.extras;
    std::string out =
        cat("task: work, who: ", has(x, 12) ? rarer(part.pick, first) : who(part.pick));
    if (has(x, 0))
      out += has(x, 19)           ? ", due: {date: \"date_after(today(), 2)\"}"
             : part.pick % 2 == 0 ? ", due: soon"
                                  : ", due: 2 office hours";
    if (has(x, 0) && has(x, 1)) out += ", ladder: strict";
    if (has(x, 2))
      out += ", form: {n: whole, fine: yes_no}";
    else if (has(x, 15))
      out +=
          ", form: {n: {type: whole, min: 0, max: 8}, fine: {type: yes_no, show: n > 2, required: "
          "n > 4}}";
    else if (has(x, 16))
      out += ", form: {use: notes, as: notes}";
    if (has(x, 3))
      out += cat(", next: {good: continue, bad: ", first.empty() ? "end" : first, "}");
    else if (has(x, 4))
      out += ", next: {done: {set: {n: n + 1}}}";
    else if (has(x, 14))
      out +=
          ", next: {good: {refuse: {LATE: {when: \"n > 5\", text: {zh: 晚, en: Late}}}}, bad: "
          "continue}";
    else if (has(x, 5))
      out +=
          ", next: {good: {form: {size: {type: choice, of: [small, big], required: true}}}, "
          "bad: end}";
    if (has(x, 6))
      out +=
          ", may: [delegate, transfer, add_sign, remove_sign, send_back, return, extend, "
          "take_back]";
    if (has(x, 7)) out += ", help: cadre";
    if (has(x, 8)) out += ", only_while: \"not(fine)\"";
    if (has(x, 9)) out += ", refuse: {TOO_MANY: {when: \"n > 7\", text: {zh: 太多, en: Too many}}}";
    if (has(x, 10)) out += ", lock: desk";
    if (has(x, 11)) out += ", record: true";
    if (has(x, 13)) out += ", lock_fields: [n]";
    if (has(x, 18))
      out += cat(", milestones: {ms", ++milestones_,
                 ": {met: \"n > 1\", due: 1 working days, ladder: notice}}");
    if (has(x, 24) && !has(x, 10)) out += ", lock: {name: room, in: town}";
    return out + handlers(part, has(x, 0));
  }

  std::string step(const Part& part, const std::string& first, int depth) {
    const std::uint32_t pick = part.pick;
    switch (part.kind) {
      case Kind::set: {
        static constexpr std::array kSets = {
            "{n: n + 1}",   "{fine: not(fine)}",          "{fine: n > 2}",
            "{size: big}",  "{n: n + 1, fine: \"true\"}", "{day: today()}",
            "{n: \"null\"}"};
        return common(cat("set: ", kSets.at(pick % kSets.size())), part);
      }
      case Kind::decide:
        return common("decide: sizes", part);
      case Kind::effect: {
        static constexpr std::array kDo = {
            "do: board.publish", "do: board.publish, retry: 1",
            "do: board.publish, next: {ok: continue, failed: continue}",
            "do: board.publish, with: {text: n}, into: answer, next: {ok: continue, failed: end}"};
        return common(kDo.at(pick % kDo.size()), part);
      }
      case Kind::notify:
        return common(cat("notify: ", pick % 2 == 0 ? "boss" : "cadre",
                          pick % 3 == 0 ? ", as: urge" : "", ", text: {zh: 看, en: See <n>}"),
                      part);
      case Kind::wait:
        return common(cat("wait: {", event(pick), pick % 9 == 0 ? ", kept: true" : "", "}"), part);
      case Kind::choose:
        return choose(part, depth);
      case Kind::each:
        return each(part, depth);
      case Kind::together: {
        Lines branches;
        for (const Steps& steps : part.blocks)
          branches.emplace_back(fresh(), cat("{steps: ", block(steps, depth), "}"));
        return common(cat("together: ", braces(branches), join(pick), handlers(part, false)), part);
      }
      case Kind::race: {
        const std::string one = cat("{", event(pick), ", go: continue}");
        return common(cat("race: {", fresh(), ": ", one, ", ", fresh(), ": {", event(pick / 8 + 1),
                          ", go: ", pick % 3 == 0 ? "end" : "continue", "}}"),
                      part);
      }
      case Kind::block:
        return common(cat("steps: ", block(part.blocks.front(), depth), handlers(part, false)),
                      part);
      case Kind::raise: {
        static constexpr std::array kRaise = {"raise: {error: E1}",
                                              "raise: {escalation: X1}",
                                              "raise: {signal: g1}, to: town",
                                              "raise: {message: m1}, to: town",
                                              "raise: {signal: g1}",
                                              "raise: {incident: LOOK}"};
        return common(kRaise.at(pick % kRaise.size()), part);
      }
      case Kind::open:
        return common(
            cat("open: below", pick % 2 == 0 ? ", and_wait: true" : "",
                pick % 3 == 0 ? ", with: {m: n}" : "", pick % 10 == 2 ? ", into: answer" : "",
                pick % 4 == 0 ? ", next: {done: continue, failed: continue}" : "",
                handlers(part, false)),
            part);
      case Kind::end:
        return common("end: done", part);
      case Kind::stop:
        return common(depth > 0 && pick % 2 == 0 ? "stop: scope" : "stop: case, as: done", part);
      case Kind::repeat:
        return common(cat("steps: ", block(part.blocks.front(), depth), ", repeat: {",
                          pick % 2 == 0 ? "until: \"n > 2\"" : "while: \"n < 3\"",
                          ", at_most: ", 2 + pick % 3, "}"),
                      part);
      case Kind::any_order:
      case Kind::free_order:
        return ordered(part);
      case Kind::sign: {
        static constexpr std::array kSign = {"sign: all, who: [boss, clerk]",
                                             "sign: any, who: members",
                                             "sign: in turn, who: [clerk, boss]",
                                             "sign: 60%, who: members, one_refusal: counts",
                                             "sign: 1, who: [clerk, boss], form: {n: whole}",
                                             "sign: all, who: [clerk, boss], distinct: true",
                                             "sign: {weighted: 60%, weight: \"2\"}, who: members"};
        return common(
            cat(kSign.at(pick % kSign.size()), ", next: {signed: continue, refused: continue}"),
            part);
      }
      case Kind::vote: {
        static constexpr std::array kVote = {
            "passes: majority", "passes: 2/3, secret: true", "passes: unanimous, quorum: 2/3",
            "passes: majority, due: 2 working days", "passes: majority, weight: \"2\""};
        return common(cat("vote: members as voter, ", kVote.at(pick % kVote.size()),
                          ", next: {passed: continue, failed: continue, no_quorum: continue}"),
                      part);
      }
      case Kind::undo:
        return common("undo: scope", part);
      case Kind::call:
        return common("call: 'date_after(today(), 3)', into: day", part);
      case Kind::pass:
        return common("next: continue", part);
      default:
        return common(task(part, first), part);
    }
  }

  std::string choose(const Part& part, int depth) {
    static constexpr std::array kWhen = {"fine", "n > 1",         "size = big",
                                         "lot",  "n = 0 or fine", "twice > 3"};
    std::string ways;
    for (std::size_t i = 0; i < part.blocks.size(); ++i) {
      const bool last = i + 1 == part.blocks.size();
      const std::string then = block(part.blocks[i], depth - 1);
      ways += cat(i == 0 ? "" : ", ", "{",
                  last ? "otherwise: "
                       : cat("when: \"", kWhen.at((part.pick + i) % kWhen.size()), "\", then: "),
                  last && part.pick % 3 == 0 ? std::string("continue") : then, "}");
    }
    return cat("{", part.pick % 4 == 1 ? "take: every, " : "", "choose: [", ways, "]}");
  }

  std::string each(const Part& part, int depth) {
    static constexpr std::array kLists = {"2 as i", "homes as h", "3 as i", "members as m",
                                          "nodes(\\\"village\\\") as v"};
    const std::uint32_t pick = part.pick;
    std::string out = cat("each: \"", kLists.at(pick % kLists.size()),
                          "\", steps: ", block(part.blocks.front(), depth));
    if (has(part.extras, 0))
      out += ", one_by_one: true";
    else
      out += join(pick / 4);
    if (pick % 5 == 1 && !has(part.extras, 1)) out += ", grow: true";
    return common(out + handlers(part, false), part);
  }

  std::string ordered(const Part& part) {
    Lines inner;
    int n = 0;
    for (std::size_t i = 0; i < part.blocks.front().size(); ++i) {
      const std::string name = fresh();
      inner.emplace_back(name, cat("{task: work, who: ", who(static_cast<std::uint32_t>(n)), "}"));
      ++n;
    }
    if (part.kind == Kind::any_order && inner.size() > 1 && part.pick % 2 == 0)
      inner.back().second = cat("{task: work, who: clerk, needs: [", inner.front().first, "]}");
    return common(
        cat("order: ", part.kind == Kind::any_order ? "any" : "free", ", steps: ", braces(inner)),
        part);
  }

  // A graph: one way in, several ways on, a meeting.
  void fork(const Part& part, const std::string& id, int depth, Lines& out) {
    static constexpr std::array kMeet = {
        "all", "all", "live", "any", "2", "1 tokens", "{when: \"n > 0\"}"};
    const std::string meet = fresh();
    Lines ways;
    std::string targets;
    for (const Steps& steps : part.blocks) {
      const std::string way = fresh();
      targets += cat(targets.empty() ? "" : ", ", way);
      const bool twice = part.pick % 7 == 3 && ways.empty();
      const std::string on = twice ? cat("{go: ", meet, ", times: 2}") : meet;
      ways.emplace_back(way, cat("{steps: ", block(steps, depth), ", next: ", on, "}"));
    }
    out.emplace_back(id, cat("{next: [", targets, "]}"));
    out.insert(out.end(), ways.begin(), ways.end());
    out.emplace_back(meet, cat("{meet: ", kMeet.at(part.pick % kMeet.size()), "}"));
  }

  // Work that can be undone, and perhaps is.
  std::string transaction(const Part& part) {
    const std::string a = fresh(), b = fresh(), way = fresh(), off = fresh(), undo_a = fresh(),
                      undo_b = fresh(), fine = fresh();
    std::string out =
        cat("{steps: {", a, ": {task: work, who: clerk, undo_by: ", undo_a, "}, ", b,
            ": {set: {n: n + 1}, undo_by: ", undo_b, "}, ", way,
            ": {choose: [{when: \"fine\", then: ", fine, "}, {otherwise: ", off, "}]}, ", fine,
            ": {next: end}, ", off, ": ",
            part.pick % 2 == 0 ? "{raise: {cancel: true}}" : "{undo: scope, next: end}", ", ",
            undo_a, ": {task: work, who: boss, next: end}, ", undo_b,
            ": {set: {n: n - 1}, next: end}}, upon: {cancel: {go: continue}}}");
    return out;
  }

  static constexpr std::uint64_t kOtherExtras = 0b1'0111'1001;  // due, handlers, metrics
  bool later_;
  int count_ = 0, added_ = 0, milestones_ = 0;
  std::map<std::string, std::string> renamed_;
};

}  // namespace

std::string print(const Plant& plant, const std::string& id) {
  return Printer().file(plant, id);
}

Later print_later(const Plant& plant, const std::string& id) {
  Printer printer(true);
  Later out;
  out.file = printer.file(plant, id);
  out.steps = printer.renamed();
  return out;
}

}  // namespace tf::random
