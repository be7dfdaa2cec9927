#include "model/diagnostics.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/text.h"

namespace tf::model {

namespace {

constexpr char kHalves = '\x1f';  // between the Chinese and the English half of an argument

std::string_view half(std::string_view text, Language language) {
  const auto at = text.find(kHalves);
  if (at == std::string_view::npos) return text;
  return language == Language::zh ? text.substr(0, at) : text.substr(at + 1);
}

std::string_view path_of(const Span& span) {
  return span.file ? std::string_view(span.file->path) : std::string_view();
}

auto order_of(const Diagnostic& row) {
  return std::tuple(path_of(row.span), row.span.line, row.span.column,
                    std::string_view(row.code->number));
}

}  // namespace

std::string both(std::string_view zh, std::string_view en) {
  return cat(zh, kHalves, en);
}

Diagnostic& Diagnostics::report(std::string_view name, const Span& span, Arguments arguments,
                                std::string suggestion) {
  const Code* code = find_code(name);
  if (!code) TF_BUG(cat("no diagnostic is called '", name, "'"));
  Diagnostic row{code, span, arguments, std::move(suggestion), {}};
  if (rows_.size() >= kMost) {
    ++dropped_;
    if (code->severity == Severity::error) ++dropped_errors_;
    spare_ = std::move(row);
    return spare_;
  }
  rows_.push_back(std::move(row));
  return rows_.back();
}

std::size_t Diagnostics::errors() const {
  const auto kept = std::ranges::count_if(
      rows_, [](const Diagnostic& row) { return row.code->severity == Severity::error; });
  return static_cast<std::size_t>(kept) + dropped_errors_;
}

std::size_t Diagnostics::warnings() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      rows_, [](const Diagnostic& row) { return row.code->severity == Severity::warning; }));
}

bool Diagnostics::has_errors() const {
  return errors() > 0;
}

void Diagnostics::append(Diagnostics other) {
  for (Diagnostic& row : other.rows_) {
    if (rows_.size() < kMost) {
      rows_.push_back(std::move(row));
    } else {
      ++dropped_;
      if (row.code->severity == Severity::error) ++dropped_errors_;
    }
  }
  dropped_ += other.dropped_;
  dropped_errors_ += other.dropped_errors_;
}

void Diagnostics::sort() {
  std::ranges::sort(rows_, [](const Diagnostic& a, const Diagnostic& b) {
    return order_of(a) != order_of(b) ? order_of(a) < order_of(b) : a.arguments < b.arguments;
  });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    const bool lacks = std::string_view(a.code->name) == "shape.missing_key";
    return a.span.file && order_of(a) == order_of(b) && (!lacks || a.arguments == b.arguments);
  };
  rows_.erase(std::unique(rows_.begin(), rows_.end(), same), rows_.end());
  drop_followers();
}

namespace {

// Says that a name means nothing, and knows none that is like it.
bool misses_a_name(const Diagnostic& row) {
  const std::string_view name = row.code->name;
  return row.suggestion.empty() && (name.find("unknown_") != name.npos ||
                                    name == "bind.expression" || name == "file.no_base");
}

bool is_of(const Diagnostic& row, std::string_view hundred) {
  return row.span.file && row.code->severity == Severity::error &&
         std::string_view(row.code->number).starts_with(hundred);
}

}  // namespace

// A name that is like no other may stand in a file that could not be read; and where the form of a
// value is refused, whoever reads that value afterwards refuses it again.
void Diagnostics::drop_followers() {
  if (std::ranges::any_of(rows_, [](const Diagnostic& row) { return is_of(row, "TF00"); }))
    std::erase_if(rows_, misses_a_name);
  std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t>> refused;
  for (const Diagnostic& row : rows_)
    if (is_of(row, "TF01")) refused.insert({row.span.file->path, row.span.line, row.span.column});
  if (refused.empty()) return;
  std::erase_if(rows_, [&](const Diagnostic& row) {
    return row.span.file && !std::string_view(row.code->number).starts_with("TF01") &&
           refused.contains({row.span.file->path, row.span.line, row.span.column});
  });
}

std::string message_of(const Diagnostic& row, Language language) {
  const std::string_view form = language == Language::zh ? row.code->zh : row.code->en;
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if ((form[i] == '{' || form[i] == '}') && form.substr(i + 1, 1) == form.substr(i, 1)) {
      out += form[i++];  // a doubled brace is a brace
      continue;
    }
    const auto end = form[i] == '{' ? form.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += form[i];
      continue;
    }
    const std::string_view hole = form.substr(i + 1, end - i - 1);
    const auto filled =
        std::ranges::find_if(row.arguments, [&](const auto& a) { return a.first == hole; });
    out += filled != row.arguments.end() ? half(filled->second, language)
                                         : form.substr(i, end - i + 1);
    i = end;
  }
  return out;
}

}  // namespace tf::model
