// The matcher's answers, as Lua's manual gives them.
#include "plugin/pattern.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::plugin {
namespace {

// "2-4 [b]" : where it matches first, and its captures; "-" when nowhere; "!text" when malformed.
std::string find(std::string_view text, std::string_view pattern) {
  Meter meter;
  meter.start({});
  try {
    Pattern match(text, pattern, meter);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const std::size_t end = match.match_at(at);
      if (end == Pattern::kNone) continue;
      std::string out = cat(at + 1, "-", end);
      for (std::size_t i = 0; i < match.captures(); ++i) {
        const auto& capture = match.capture(i);
        out += capture.kind == Pattern::Capture::Kind::position
                   ? cat(" @", capture.begin + 1)
                   : cat(" [", text.substr(capture.begin, capture.length), "]");
      }
      return out;
    }
    return "-";
  } catch (const PatternError& error) {
    return cat("!", error.text);
  }
}

TEST(Pattern, Matches) {
  struct Row {
    const char *text, *pattern, *expected;
  };
  for (const Row& row : {
           Row{"hello", "l+", "3-4"},
           Row{"hello", "l-o", "3-5"},
           Row{"hello", "(h)(.-)(o)$", "1-5 [h] [ell] [o]"},
           Row{"hello", "()ll()", "3-4 @3 @5"},
           Row{"a1b22", "%d%d", "4-5"},
           Row{"key = value", "(%w+)%s*=%s*(%w+)", "1-11 [key] [value]"},
           Row{"f(a(b)c)d", "%b()", "2-8"},
           Row{"THE (quick) fox", "%f[%a]%a+%f[%A]", "1-3"},
           Row{"abcabc", "(abc)%1", "1-6 [abc]"},
           Row{"x]y", "[]]", "2-2"},
           Row{"x-y", "[a%-]", "2-2"},
           Row{"x^y", "[x^]+", "1-2"},
           Row{"aaa", "a?a?a?a?b?$", "1-3"},
           Row{"abc", "[^a-b]", "3-3"},
           Row{"a.b", "%.", "2-2"},
           Row{"中文", "[\xe4-\xe9][\x80-\xbf]*", "1-3"},
           Row{"abc", "%", "!malformed pattern (ends with '%')"},
           Row{"abc", "[a", "!malformed pattern (missing ']')"},
           Row{"abc", "(a", "1-1 []"},
           Row{"abc", "a)", "!invalid pattern capture"},
           Row{"abc", "%1", "!invalid capture index in a pattern"},
           Row{"abc", "%f", "!missing '[' after '%f' in pattern"},
           Row{"abc", "%b", "!malformed pattern (missing arguments to '%b')"},
       }) {
    EXPECT_EQ(find(row.text, row.pattern), row.expected) << row.pattern;
  }
}

TEST(Pattern, EndsWithItsFuel) {
  Meter meter;
  meter.start({.fuel = 100'000});
  const std::string text(4000, 'a');
  Pattern match(text, ".-.-.-.-b", meter);
  EXPECT_THROW(match.match_at(0), Stopped);
  EXPECT_EQ(meter.code(), Code::cpu);
}

TEST(Pattern, DepthIsBounded) {
  std::string pattern;
  for (int i = 0; i < 300; ++i) pattern += "a?";
  EXPECT_EQ(find(std::string(300, 'a'), pattern), "!pattern too complex");
}

}  // namespace
}  // namespace tf::plugin
