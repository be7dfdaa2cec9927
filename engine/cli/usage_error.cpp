#include "cli/usage_error.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>

#include "base/text.h"

namespace tf::cli {

namespace {

// What stands after `before` and ahead of `after` in `text`; none when it is no such sentence.
std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  if (!text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
  if (text.size() < before.size() + after.size()) return std::nullopt;
  text.remove_prefix(before.size());
  text.remove_suffix(after.size());
  return text;
}

const CLI::App& command_of(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* at = &command; at != nullptr; at = at->get_parent())
    for (const CLI::Option* option : at->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back(cat("--", name));
  return names;
}

Error not_expected(std::string_view arguments, const CLI::App& app) {
  const std::string_view first = arguments.substr(0, arguments.find_first_of(" ="));
  const auto near =
      first.starts_with("--") ? closest(first, option_names(command_of(app))) : std::nullopt;
  if (near)
    return {Errc::invalid, cat("there is no option ", first, "; did you mean ", *near, "?"),
            cat("没有选项 ", first, "；是否指 ", *near, "？")};
  return {Errc::invalid, cat("not expected here: ", arguments), cat("这里用不上：", arguments)};
}

Error bad_value(std::string_view option, std::string_view value, std::string_view why_en,
                std::string_view why_zh) {
  return {Errc::invalid, cat(option, ": '", value, "' ", why_en),
          cat(option, "：“", value, "”", why_zh)};
}

}  // namespace

Error usage_error(const CLI::Error& error, const CLI::App& app) {
  const std::string_view text = error.what();
  if (text == "A subcommand is required")
    return {Errc::invalid, "a command is missing", "缺少命令"};
  if (const auto name = between(text, "", " is required"))
    return {Errc::invalid, cat(*name, " is missing"), cat("缺少 ", *name)};
  for (const char* start :
       {"The following argument was not expected: ", "The following arguments were not expected: "})
    if (const auto arguments = between(text, start, "")) return not_expected(*arguments, app);
  if (const auto pair = between(text, "Could not convert: ", "")) {
    const std::size_t cut = pair->find(" = ");
    if (cut != std::string_view::npos)
      return bad_value(pair->substr(0, cut), pair->substr(cut + 3),
                       "is no number that can stand there", "不是这里可用的数");
  }
  const std::size_t cut = text.find(": ");
  if (cut != std::string_view::npos) {
    const std::string_view name = text.substr(0, cut);
    const std::string_view rest = text.substr(cut + 2);
    if (rest.ends_with(" missing"))
      return {Errc::invalid, cat("after ", name, " a value is missing"), cat(name, " 后面缺少值")};
    if (const std::size_t set = rest.find(" not in {"); set != std::string_view::npos)
      return bad_value(name, rest.substr(0, set), cat("is none of ", rest.substr(set + 8)),
                       cat("不在 ", rest.substr(set + 8), " 之中"));
    constexpr std::string_view kRange = " not in range ";
    if (const std::size_t range = rest.find(kRange);
        range != std::string_view::npos && rest.starts_with("Value ")) {
      const std::string_view limits = rest.substr(range + kRange.size());
      const std::string_view least = limits.substr(0, limits.find(" to "));
      const std::string_view most = limits.substr(std::min(limits.size(), least.size() + 4));
      return bad_value(name, rest.substr(6, range - 6), cat("is not from ", least, " to ", most),
                       cat("不在 ", least, " 到 ", most, " 之间"));
    }
  }
  return {Errc::invalid, std::string(text), cat("参数不对：", text)};
}

}  // namespace tf::cli
