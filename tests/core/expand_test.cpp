#include "core/expand.h"

#include <gtest/gtest.h>

#include "core/bind.h"
#include "model/loader.h"
#include "model/print.h"

namespace tf::core {
namespace {

std::string expanded(const std::string& steps) {
  model::Diagnostics out;
  const model::Document document =
      model::read_document("errand.yaml", "workflow: errand\nsteps:\n" + steps, out);
  EXPECT_EQ(model::to_text(out, model::Language::en), "");
  return model::print_node(*expand_sugar(*document.root)->get("steps"));
}

struct ExpandRow {
  const char* name;
  const char* sugar;
  const char* core;
};

class Expand : public testing::TestWithParam<ExpandRow> {};

TEST_P(Expand, GivesTheCore) {
  EXPECT_EQ(expanded(GetParam().sugar), GetParam().core);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Expand,
    testing::Values(
        ExpandRow{"nothing", "  a: {task: work}\n", "a: {task: work}\n"},
        ExpandRow{"call", "  a: {call: locate(x), into: grid}\n", "a: {set: {grid: locate(x)}}\n"},
        ExpandRow{"call_ways", "  a: {call: f(x), into: b, next: {one: end, two: {set: {c: x}}}}\n",
                  R"(a: {set: {b: f(x)}}
a/answer:
  choose:
    - when: (b) = "one"
      then: end
    - when: (b) = "two"
      then:
        a/answer/two:
          set: {c: x}
    - otherwise:
        a/answer/no-way:
          raise:
            incident: NO_WAY
)"},
        ExpandRow{"repeat_beside",
                  "  a: {together: {b: {task: work, repeat: {while: n < 2}}, c: {task: work}}}\n",
                  R"(a:
  together:
    b/rounds:
      steps:
        b: {task: work}
        b/again:
          choose:
            - when: not(n < 2)
              then: continue
            - otherwise: b
    c: {task: work}
)"},
        ExpandRow{"lock_of_a_handler",
                  "  a: {task: work, upon: {m: {message: m, keep: true, task: note, needs: b}}}\n",
                  "a: {task: work, upon: {m: {message: m, keep: true, steps: {a/m/work/needs: "
                  "{wait: {when: "
                  "done(\"b\")}}, a/m/work: {task: note}}}}}\n"},
        ExpandRow{"repeat",
                  "  a: {task: work, repeat: {until: tries > 2, at_most: 5}}\n  b: {task: work}\n",
                  R"(a: {task: work}
a/again:
  choose:
    - when: tries > 2
      then: continue
    - when: times("a") >= 5
      then:
        a/too-many:
          raise:
            error: TOO_MANY_ROUNDS
    - otherwise: a
b: {task: work}
)"},
        ExpandRow{"needs",
                  "  a: {task: work, next: c}\n  b: {task: work, next: c}\n"
                  "  c: {task: work, needs: [a, b]}\n",
                  R"(a: {task: work, next: c/needs}
b: {task: work, next: c/needs}
c/needs:
  wait:
    when: done("a") and done("b")
c: {task: work}
)"},
        ExpandRow{"lock", "  a: {task: work, lock: room}\n",
                  R"(a/lock:
  wait:
    when: free("lock_room")
  next:
    done:
      set:
        lock_room:
          text: a
  lock_field: lock_room
a: {task: work, next: {done: {set: {lock_room: null}}}}
)"},
        ExpandRow{"lock_in_town", "  a: {task: work, lock: {name: room, in: town}}\n",
                  R"(a/lock:
  wait:
    when: free("town_lock_room")
  next:
    done:
      set:
        town_lock_room:
          text: a
  lock_field: town_lock_room
a/town-lock:
  wait:
    message: (lock) room
  town_lock: room
a: {task: work, next: {done: {set: {town_lock_room: null}}}}
)"},
        ExpandRow{"order_any",
                  "  a: {order: any, steps: {u: {task: work}, v: {task: work, needs: u}}}\n",
                  R"(a:
  together:
    u/turn:
      steps:
        u/lock:
          wait:
            when: free("lock_a")
          next:
            done:
              set:
                lock_a:
                  text: u
          lock_field: lock_a
        u: {task: work, next: {done: {set: {lock_a: null}}}}
    v/turn:
      steps:
        v/needs:
          wait:
            when: done("u")
        v/lock:
          wait:
            when: free("lock_a")
          next:
            done:
              set:
                lock_a:
                  text: v
          lock_field: lock_a
        v: {task: work, next: {done: {set: {lock_a: null}}}}
)"},
        ExpandRow{"sign",
                  "  a: {sign: all, who: [clerk, boss], form: {why: line}, "
                  "next: {signed: b, refused: {form: {reason: line}, go: c}}}\n"
                  "  b: {task: work}\n  c: {task: work}\n",
                  R"(a:
  each: people as signer
  people: [clerk, boss]
  join:
    when: count(done_rows[sign_outcome = signed]) >= total
    veto: count(done_rows[sign_outcome = refused]) >= 1
  steps:
    a/sign:
      task: sign
      who: signer.person
      form: {why: line}
      next:
        signed:
          set:
            sign_outcome: signed
          go: end
        refused:
          form: {reason: line}
          set:
            sign_outcome: refused
          go: end
  next:
    signed: b
    refused: {go: c}
b: {task: work}
c: {task: work}
)"},
        ExpandRow{"sign_some", "  a: {sign: 60%, who: members, one_refusal: counts}\n",
                  R"(a:
  each: people as signer
  people: members
  join:
    when: count(done_rows[sign_outcome = signed]) * 100 >= total * 60
    veto: count(done_rows[sign_outcome = refused]) * 100 > total * 40
  steps:
    a/sign:
      task: sign
      who: signer.person
      next:
        signed:
          set:
            sign_outcome: signed
          go: end
        refused:
          set:
            sign_outcome: refused
          go: end
  next:
    signed: continue
    refused: continue
)"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tf::core
