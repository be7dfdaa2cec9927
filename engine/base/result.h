// Result<T>: what a call to the outside world gives back: the value, or why there is none.
// One of the four kinds of failure (docs/ARCHITECTURE.md): Rejection (the business says no),
// Diagnostics (an author's mistake), Result (the outside failed), Bug (check.h).
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace tf {

enum class Errc {
  invalid,      // the input has the wrong form
  not_found,    // no such thing
  conflict,     // it changed, or the same key means something else
  unavailable,  // not now; asking again may help
  io,           // the system refused (errno text in Error::text)
  full,         // no space left on the device
  corrupt,      // stored bytes are not what was written
  too_large,    // beyond a named limit
  busy,         // somebody else holds it
  newer,        // written by a newer version of this program
};

struct Error {
  Errc code = Errc::invalid;
  std::string text;  // one sentence: what was expected, what was found, what to do
  std::string zh =
      {};  // the same for people who read Chinese; empty: only the code has words there
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string text, std::string zh = {}) {
  return std::unexpected(Error{code, std::move(text), std::move(zh)});
}

}  // namespace tf

// TF_TRY(expr): the value of a Result, or return its error from the enclosing function.
// Not inside a coroutine (g++ 12 crashes): write the two lines.
#define TF_TRY(expr)                                                              \
  __extension__({                                                                 \
    auto tf_try_result = (expr);                                                  \
    if (!tf_try_result) return std::unexpected(std::move(tf_try_result).error()); \
    *std::move(tf_try_result);                                                    \
  })
// TF_OK(expr): the same for Result<void>.
#define TF_OK(expr)                                                               \
  do {                                                                            \
    auto tf_try_result = (expr);                                                  \
    if (!tf_try_result) return std::unexpected(std::move(tf_try_result).error()); \
  } while (false)
