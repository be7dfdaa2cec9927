#include "core/roll_change.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/decide.h"

namespace tf::core {

namespace {

using RollOutcome = std::expected<std::vector<RollDifference>, Rejection>;

bool listed(const std::vector<std::string>& list, std::string_view x) {
  return std::ranges::find(list, x) != list.end();
}

// One act, judged and reckoned. Each step adds what differs, or the refusal, which then stays.
class RollAct {
 public:
  RollAct(const RollNow& now, const ChangeRoll& act) : roll_(now.roll), now_(now), act_(act) {}

  RollOutcome run(const Actor& actor) {
    const RollVerb* verb = find_roll_verb(act_.verb);
    if (verb == nullptr) {
      no_verb();
    } else {
      if (actor.assurance != "engine" && !roll_.knows(actor.person))
        no("roll.stranger", cat("名册里没有“", actor.person, "”；由名册里的人来改"),
           cat("'", actor.person, "' is not on the roll; somebody who is has to do this"));
      check_fields(*verb);
      if (!refusal_) decide();
    }
    if (refusal_) return std::unexpected(*std::move(refusal_));
    std::erase_if(out_, [](const RollDifference& one) { return one.from == one.to; });
    if (out_.empty())
      return refuse("roll.no_change", "名册已经如此，没有可改的", "the roll says so already");
    return std::move(out_);
  }

 private:
  // ---- refusals
  void no(std::string code, std::string zh, std::string en) {
    if (!refusal_) refusal_ = Rejection{std::move(code), std::move(zh), std::move(en), {}};
  }
  void unknown(const char* code, const char* zh, const char* en, const std::string& name,
               const std::vector<std::string>& known, const char* do_zh, const char* do_en) {
    const auto near = closest(name, known);
    no(code,
       cat("没有", zh, "“", name, "”", near ? cat("；是否指 ", *near, "？") : cat("；", do_zh)),
       cat("there is no ", en, " '", name, "'",
           near ? cat("; did you mean ", *near, "?") : cat("; ", do_en)));
  }
  void no_verb() {
    std::vector<std::string> words;
    for (const RollVerb& verb : roll_verbs()) words.emplace_back(verb.word);
    unknown("roll.unknown_verb", "名册动作", "act on the roll", act_.verb, words,
            cat("可用：", join(words, "、")).c_str(), cat("use ", join(words, ", ")).c_str());
  }

  // ---- what was given
  void check_fields(const RollVerb& verb) {
    if (!act_.with.is(Value::Kind::record) && !act_.with.is_null())
      return no("roll.bad_field", "内容须为各字段的记录",
                "what is given has to be a record of fields");
    std::vector<std::string> names;
    for (const RollField& field : verb.fields) {
      names.emplace_back(field.name);
      const Value& given = act_.with[field.name];
      if (given.is_null() && field.needed)
        no("roll.missing_field", cat("缺少 ", field.name, "（", field.zh, "）"),
           cat(field.name, " is missing: ", field.en));
      else if (!given.is_null())
        check_field(field, given);
    }
    if (!act_.with.is(Value::Kind::record)) return;
    for (const auto& [name, value] : act_.with.as_record())
      if (!listed(names, name))
        unknown("roll.unknown_field", "字段", "field", name, names,
                cat("可用：", join(names, "、")).c_str(), cat("use ", join(names, ", ")).c_str());
  }
  void check_field(const RollField& field, const Value& given) {
    const auto is_text = [](const Value& one) {
      return one.is(Value::Kind::text) && !one.as_text().empty() && one.as_text().size() <= 200;
    };
    switch (field.kind) {
      case RollField::Kind::text:
        if (!is_text(given))
          no("roll.bad_field", cat(field.name, " 须为 1 到 200 字节的文字"),
             cat(field.name, " has to be a text of 1 to 200 bytes"));
        return;
      case RollField::Kind::list:
        if (!given.is(Value::Kind::list) || given.as_list().size() > 500 ||
            !std::ranges::all_of(given.as_list(), is_text))
          no("roll.bad_field", cat(field.name, " 须为文字的列表，最多 500 项"),
             cat(field.name, " has to be a list of texts, 500 at most"));
        return;
      case RollField::Kind::day:
        if (!is_text(given) || !parse_date(given.as_text()))
          no("roll.bad_date", cat(field.name, " 须为日期，如 2026-12-01"),
             cat(field.name, " has to be a date such as 2026-12-01"));
        return;
    }
  }
  bool has(const char* name) const { return !act_.with[name].is_null(); }
  std::string text(const char* name) const {
    return has(name) ? act_.with[name].as_text() : std::string();
  }
  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> out;
    if (has(name))
      for (const Value& one : act_.with[name].as_list())
        if (!listed(out, one.as_text())) out.push_back(one.as_text());
    return out;
  }
  std::optional<Date> day(const char* name) const {
    return has(name) ? parse_date(act_.with[name].as_text()) : std::nullopt;
  }

  // ---- what there is
  void need_id(const std::string& id) {
    const bool good = id.size() <= 64 && id.find_first_of(" ,/@\"'") == std::string::npos &&
                      std::ranges::none_of(id, [](char c) {
                        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                      });
    if (!good)
      no("roll.bad_id", cat("“", id, "”不能作编号：1 到 64 字节，不含空格、逗号、/、@ 和引号"),
         cat("'", id, "' can not be an id: 1 to 64 bytes without blanks, commas, /, @ and quotes"));
  }
  void need_person(const std::string& id) {
    if (roll_.knows(id)) return;
    std::set<std::string> all;
    for (const auto& [one, row] : roll_.persons) all.insert(one);
    for (const auto& [node, place] : roll_.nodes)
      for (const auto& [post, holders] : place.holds) all.insert(holders.begin(), holders.end());
    const std::vector<std::string> known(all.begin(), all.end());
    unknown("roll.unknown_person", "人员", "person", id, known, "先用 person 登记",
            "register them with `person` first");
  }
  const Place* need_node(const std::string& id) {
    const Place* place = roll_.node(id);
    if (place != nullptr) return place;
    std::vector<std::string> known;
    for (const auto& [one, node] : roll_.nodes) known.push_back(one);
    unknown("roll.unknown_node", "节点", "node", id, known, "节点写在人员文件里",
            "nodes are written in the people files");
    return nullptr;
  }
  void need_post(const std::string& id) {
    if (now_.roles.posts.empty() || now_.roles.posts.contains(id)) return;
    std::vector<std::string> known;
    for (const auto& [one, post] : now_.roles.posts) known.push_back(one);
    unknown("roll.unknown_post", "岗位", "post", id, known, "岗位写在 roles 文件里",
            "posts are written in the roles file");
  }
  Person person(const std::string& id) const {
    const auto found = roll_.persons.find(id);
    return found == roll_.persons.end() ? Person{id, "", "", {}, {}, {}} : found->second;
  }

  // ---- what changes
  void put(std::string key, Value from, Value to) {
    out_.push_back({std::move(key), std::move(from), std::move(to)});
  }
  void put_person(const Person& to) {
    const auto found = roll_.persons.find(to.id);
    put(cat("person ", to.id), found == roll_.persons.end() ? Value() : person_entry(found->second),
        person_entry(to));
  }
  void put_unit(const Unit& to) {
    const Unit* found = roll_.unit(to.id);
    put(cat("unit ", to.id), found == nullptr ? Value() : unit_entry(*found), unit_entry(to));
  }
  void put_terms(const Place& place, const std::string& post, const std::vector<Term>& to) {
    const auto before = terms_of(place, post);
    put(cat("hold ", place.id, " ", post),
        place.holds.contains(post) ? holders_entry(before) : Value(),
        to.empty() ? Value() : holders_entry(to));
  }
  static bool overlap(const Term& a, const Term& b) {
    return (!a.to || !b.from || *b.from <= *a.to) && (!b.to || !a.from || *a.from <= *b.to);
  }

  void decide() {
    if (act_.verb == "person") return register_person();
    if (act_.verb == "end") return end_person();
    if (act_.verb == "appoint") return appoint();
    if (act_.verb == "relieve") return relieve();
    if (act_.verb == "absent") return absent();
    if (act_.verb == "present") return present();
    team();
  }

  void register_person() {
    const std::string id = text("person");
    need_id(id);
    Person to = person(id);
    if (has("name")) to.name = text("name");
    if (to.name.empty())
      no("roll.missing_field", "新登记的人要写姓名 name", "a new person needs a name");
    if (has("phone")) to.phone = text("phone");
    if (has("skill")) to.skills = texts("skill");
    if (has("related")) to.relatives = texts("related");
    put_person(to);
  }

  void end_person() {
    const std::string id = text("person");
    need_person(id);
    for (const auto& [node, place] : roll_.nodes)
      for (const auto& [post, holders] : place.holds) {
        if (!listed(holders, id)) continue;
        std::vector<Term> terms = terms_of(place, post);
        std::erase_if(terms, [&](const Term& term) { return term.person == id; });
        keep_the_last_room(post, id, "");
        put_terms(place, post, terms);
      }
    for (const auto& [name, unit] : roll_.units) {
      if (unit.head != id && !listed(unit.members, id)) continue;
      Unit to = unit;
      if (to.head == id) to.head.clear();
      std::erase(to.members, id);
      put_unit(to);
    }
    for (const auto& [name, other] : roll_.persons) {
      Person to = other;
      if (name == id) continue;
      for (Absence& absence : to.absent)
        if (absence.substitute == id && now_.today <= absence.to) absence.substitute.clear();
      put_person(to);
    }
    if (roll_.persons.contains(id)) put(cat("person ", id), person_entry(roll_.persons.at(id)), {});
  }

  void appoint() {
    const std::string who = text("person"), post = text("post");
    need_person(who);
    need_post(post);
    const Place* place = need_node(text("node"));
    const Term given{who, day("from"), day("to")};
    if (given.from && given.to && *given.to < *given.from)
      no("roll.ends_before", "末日早于首日；改 from 或 to",
         "the last day is before the first; change from or to");
    if (refusal_) return;
    std::vector<Term> terms = terms_of(*place, post);
    std::erase_if(terms, [&](const Term& t) { return t.person == who && overlap(t, given); });
    const auto known = now_.roles.posts.find(post);
    const bool alone = known != now_.roles.posts.end() && !known->second.many &&
                       !known->second.queue && !known->second.roster && known->second.by.empty();
    for (const Term& term : terms)
      if (alone && overlap(term, given))
        no("roll.post_held",
           cat(place->id, " 的 ", post, " 这段时间由 ", term.person,
               " 担任；先用 relieve 免去，或换日期"),
           cat(post, " of ", place->id, " is held by ", term.person,
               " in that time; relieve them first, or take other dates"));
    terms.push_back(given);
    put_terms(*place, post, terms);
  }

  void relieve() {
    const std::string who = text("person"), post = text("post");
    need_person(who);
    need_post(post);
    const Place* place = need_node(text("node"));
    if (refusal_) return;
    const Date on = day("on").value_or(now_.today);
    std::vector<Term> terms = terms_of(*place, post);
    const std::vector<Term> before = terms;
    std::erase_if(terms, [&](const Term& t) {
      return t.person == who && (on <= now_.today || (t.from && *t.from >= on));
    });
    for (Term& term : terms)
      if (term.person == who && (!term.to || *term.to >= on)) term.to = Date{on.days - 1};
    if (std::ranges::find(before, who, &Term::person) == before.end())
      no("roll.not_held", cat(who, " 不任 ", place->id, " 的 ", post, "；", posts_zh(who)),
         cat(who, " does not hold ", post, " of ", place->id, "; ", posts_en(who)));
    keep_the_last_room(post, who, place->id);
    put_terms(*place, post, terms);
  }
  std::string posts_zh(const std::string& who) const {
    std::string out;
    for (const auto& [node, post] : roll_.posts_of(who))
      out += cat(out.empty() ? "" : "、", node, " ", post);
    return out.empty() ? "此人没有岗位" : cat("此人任：", out);
  }
  std::string posts_en(const std::string& who) const {
    std::string out;
    for (const auto& [node, post] : roll_.posts_of(who))
      out += cat(out.empty() ? "" : ", ", post, " of ", node);
    return out.empty() ? "they hold no post" : cat("they hold ", out);
  }
  // Cases nobody takes go there: somebody has to sit in it. `node`: only there; "": everywhere.
  void keep_the_last_room(const std::string& post, const std::string& who,
                          const std::string& node) {
    if (post != now_.roles.nobody) return;
    for (const auto& [id, place] : roll_.nodes)
      for (const Term& term : terms_of(place, post))
        if (term.person != who || (!node.empty() && id != node)) return;
    no("roll.last_command_room",
       cat(who, " 是最后一个 ", post, "；没人接的案件都到那里，先任命另一人"),
       cat(who, " is the last ", post, ", who gets what nobody else takes; appoint another first"));
  }

  void absent() {
    const std::string who = text("person");
    need_person(who);
    const Absence given{day("from").value_or(now_.today), day("to").value_or(now_.today),
                        text("substitute")};
    if (given.to < given.from)
      no("roll.ends_before", "末日早于首日；改 from 或 to",
         "the last day is before the first; change from or to");
    if (!given.substitute.empty()) need_person(given.substitute);
    if (given.substitute == who)
      no("roll.own_substitute", "代班的须是另一人", "somebody else has to stand in");
    Person to = person(who);
    std::erase_if(to.absent,
                  [&](const Absence& a) { return a.from <= given.to && given.from <= a.to; });
    to.absent.push_back(given);
    std::ranges::sort(to.absent, {}, &Absence::from);
    put_person(to);
  }

  void present() {
    const std::string who = text("person");
    need_person(who);
    const Date on = day("on").value_or(now_.today);
    Person to = person(who);
    const auto away = [&](const Absence& a) { return a.from <= on && on <= a.to; };
    if (std::ranges::none_of(to.absent, away)) {
      std::string known;
      for (const Absence& a : to.absent) known += cat(" ", to_string(a.from), "–", to_string(a.to));
      no("roll.not_absent",
         cat(who, " 在 ", to_string(on), " 没有缺勤；登记的缺勤：", known.empty() ? " 无" : known),
         cat(who, " is not away on ", to_string(on),
             "; absences known:", known.empty() ? " none" : known));
    }
    for (Absence& absence : to.absent)
      if (away(absence)) absence.to = Date{on.days - 1};
    std::erase_if(to.absent, [](const Absence& a) { return a.to < a.from; });
    put_person(to);
  }

  void team() {
    const std::string id = text("unit");
    need_id(id);
    const Unit* found = roll_.unit(id);
    Unit to = found == nullptr ? Unit{id, "", "", {}, "", {}} : *found;
    if (has("at")) to.at = text("at");
    if (to.at.empty()) {
      no("roll.missing_field", "新的单位要写所在节点 at", "a new unit needs its node: at");
      return;
    }
    const Place* place = need_node(to.at);
    if (has("level")) to.level = text("level");
    if (!now_.roles.levels.empty() && has("level") && now_.roles.level_of(to.level) < 0)
      unknown("roll.unknown_level", "层级", "level", to.level, now_.roles.levels,
              "层级写在 roles 文件里", "levels are written in the roles file");
    if (to.level.empty() && place != nullptr) to.level = place->level;
    if (has("zh")) to.title.zh = text("zh");
    if (has("en")) to.title.en = text("en");
    if (has("head")) to.head = text("head");
    if (has("members")) to.members = texts("members");
    for (const std::string& one : texts("join"))
      if (!listed(to.members, one)) to.members.push_back(one);
    for (const std::string& one : texts("leave"))
      if (std::erase(to.members, one) == 0 && to.head != one)
        no("roll.not_member", cat(one, " 不在 ", id, "；成员：", join(to.members, "、")),
           cat(one, " is not in ", id, "; its members: ", join(to.members, ", ")));
      else if (to.head == one)
        to.head.clear();
    if (has("head")) need_person(to.head);
    for (const char* field : {"members", "join"})
      for (const std::string& one : texts(field)) need_person(one);
    put_unit(to);
  }

  const Roll& roll_;
  const RollNow& now_;
  const ChangeRoll& act_;
  std::vector<RollDifference> out_;
  std::optional<Rejection> refusal_;
};

}  // namespace

std::expected<std::vector<RollDifference>, Rejection> decide_roll(const RollNow& now,
                                                                  const Actor& actor,
                                                                  const ChangeRoll& act) {
  return RollAct(now, act).run(actor);
}

}  // namespace tf::core
