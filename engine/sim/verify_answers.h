// Answers to forms for somebody who tries a process out: for each question the values worth
// trying, and a search among them for answers that are taken and lead to different places.
//     Form --questions_of--> questions --find_answers--> answers, each of which goes elsewhere
// The search is bounded and repeatable; it climbs from answer to answer by the number of
// complaints, so that answers which must fit each other (a total and its parts) are found too.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/verify_guards.h"

namespace tf::sim {

struct Question {
  std::string name;
  std::vector<Value> values;  // worth trying, the plainest first; null: left unanswered
  std::size_t spare = 0;      // so many at the end only while none is taken
};

// `now`: moments lie before it.
std::vector<Question> questions_of(const core::Town& town, const Guards& guards,
                                   const std::vector<const core::Form*>& forms, Instant now);

// What a message brings: a question for each part of it that is used.
std::vector<Question> questions_of_message(const core::Town& town, const Guards& guards,
                                           Instant now);

struct Trial {
  bool taken = false;
  std::size_t complaints = 0;  // when not taken
  std::string place;           // when taken: where it led
};
struct Answers {
  std::vector<Value> taken;  // one for each place
  Value nearest;             // the one with the fewest complaints, when none was taken
};
inline constexpr std::size_t kMostTrialsOfAForm = 300;
inline constexpr std::size_t kMostAnswers = 16;
Answers find_answers(const std::vector<Question>& questions,
                     const std::function<Trial(const Value&)>& trial);

}  // namespace tf::sim
