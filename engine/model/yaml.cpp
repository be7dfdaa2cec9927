#include "model/yaml.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <set>
#include <streambuf>
#include <vector>

#include "base/text.h"
#include "model/yaml_comments.h"
#include "model/yaml_scan.h"

namespace tf::model {

namespace {

// Stands for a ? that yaml-cpp must not see; no text has it, for control characters are refused.
constexpr char kMaskedQuestion = '\x01';

struct Stop {};  // the rest of the file is of no use

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// 007, 0x1F, 0o17, .inf: what other tools read as another number.
bool odd_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN")
    return true;
  if (text.size() < 2 || text[0] != '0') return false;
  if (text[1] == 'x' || text[1] == 'X') {
    text.remove_prefix(2);
    return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
  }
  if (text[1] == 'o') return all_digits(text.substr(2));
  const auto point = text.find('.');
  if (point == 1) return false;  // 0.5
  return all_digits(text.substr(0, point)) &&
         (point == text.npos || all_digits(text.substr(point + 1)));
}

bool ambiguous_word(std::string_view text) {
  if (text.size() < 2 || text.size() > 3) return false;
  std::string lower;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower == "yes" || lower == "no" || lower == "on" || lower == "off";
}

class Builder : public YAML::EventHandler {
 public:
  Builder(const std::shared_ptr<const SourceFile>& file, Diagnostics& out)
      : file_(file), text_(file->text), out_(out) {}

  std::unique_ptr<Node> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    // A written null is a word (expressions use it); an absent value or ~ is refused.
    Span span = place(mark);
    if (offset_of(mark) < text_.size() && text_.substr(offset_of(mark), 4) == "null") {
      span.length = 4;
      scalar(span, "null", false, false);
      return;
    }
    empty(span);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    out_.report("yaml.alias", place(mark), {{"text", "*"}});
    throw Stop{};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Span span = place(mark);
    refuse_marks(span, tag, anchor);
    const std::size_t offset = offset_of(mark);
    const char first = offset < text_.size() ? text_[offset] : '\n';
    const bool block = tag == "!" && (first == '|' || first == '>');
    const bool quoted = tag == "!";
    span.length = block ? 1 : written_length(offset, quoted, value);
    scalar(span, value, quoted, block);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::list(place(mark)), tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::map(place(mark)), tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    std::unique_ptr<Node> node;
    bool has_key = false;
    bool keep = true;  // false: under a refused key
    std::string key;
    Span key_span;
    std::set<std::string, std::less<>> keys;
  };

  // yaml-cpp's positions count bytes, ours characters; events come in order, so counting goes on
  // from the last place on the line.
  Span place(const YAML::Mark& mark) {
    const std::size_t offset = offset_of(mark);
    auto line = mark.line < 0 ? std::size_t{0} : static_cast<std::size_t>(mark.line);
    line = std::min(line, file_->line_starts.size() - 1);
    const std::size_t begin = file_->line_starts[line];
    if (line != last_line_ || offset < last_offset_) {
      last_line_ = line;
      last_offset_ = begin;
      last_points_ = 0;
    }
    if (offset > last_offset_)
      last_points_ += count_points(text_.substr(last_offset_, offset - last_offset_));
    last_offset_ = std::max(last_offset_, offset);
    return Span{file_, static_cast<std::uint32_t>(line + 1),
                static_cast<std::uint32_t>(last_points_ + 1), 1};
  }

  std::size_t offset_of(const YAML::Mark& mark) const {
    return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text_.size());
  }

  std::uint32_t written_length(std::size_t offset, bool quoted, const std::string& value) const {
    std::size_t end = offset;
    if (quoted) {
      const char quote = text_[offset];
      for (++end; end < text_.size() && text_[end] != '\n'; ++end) {
        if (quote == '"' && text_[end] == '\\') {
          ++end;
        } else if (text_[end] == quote) {
          if (quote == '\'' && text_.substr(end + 1, 1) == "'") {
            ++end;
            continue;
          }
          break;
        }
      }
      end = std::min(end + 1, text_.size());
    } else {
      end = offset + value.size();
      const auto line_end = text_.find('\n', offset);
      end = std::min({end, text_.size(), line_end == text_.npos ? text_.size() : line_end});
    }
    const std::size_t points = count_points(text_.substr(offset, end - offset));
    return static_cast<std::uint32_t>(std::max<std::size_t>(1, points));
  }

  void refuse_marks(const Span& span, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      out_.report("yaml.alias", span, {{"text", "&"}});
      throw Stop{};
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      out_.report("yaml.tag", span, {{"text", tag}});
      throw Stop{};
    }
  }

  void count(const Span& span) {
    if (++nodes_ <= kMostYamlNodes) return;
    out_.report("yaml.nodes", span, {{"most", std::to_string(kMostYamlNodes)}});
    throw Stop{};
  }

  bool wants_key() const {
    return !levels_.empty() && levels_.back().node->is_map() && !levels_.back().has_key;
  }

  void scalar(const Span& span, const std::string& value, bool quoted, bool block) {
    if (value.size() > kMostYamlText) {
      out_.report("yaml.text_length", span, {{"most", std::to_string(kMostYamlText)}});
      throw Stop{};
    }
    if (!quoted && ambiguous_word(value)) out_.report("yaml.plain_word", span, {{"text", value}});
    if (!quoted && odd_number(value)) out_.report("yaml.number", span, {{"text", value}});
    if (wants_key()) {
      std::string word = value;
      std::ranges::replace(word, kMaskedQuestion, '?');
      key(span, word, quoted);
      return;
    }
    count(span);
    auto node = Node::scalar(value, span);
    if (!quoted) std::ranges::replace(node->text, kMaskedQuestion, '?');
    node->quoted = quoted;
    node->block = block;
    add(std::move(node));
  }

  void key(const Span& span, const std::string& value, bool quoted) {
    Level& level = levels_.back();
    level.has_key = true;
    level.keep = true;
    level.key = value;
    level.key_span = span;
    if (value == "<<" && !quoted) {
      out_.report("yaml.merge_key", span);
      level.keep = false;
    } else if (!level.keys.insert(value).second) {
      auto& row = out_.report("yaml.duplicate_key", span, {{"key", value}});
      if (const Entry* earlier = level.node->entry(value))
        row.notes.push_back({earlier->key_span, "第一次写在这里", "first written here"});
      level.keep = false;
    }
  }

  void empty(const Span& span) {
    if (wants_key()) {
      key(span, "", true);
      out_.report("yaml.empty_value", span, {{"key", ""}});
      levels_.back().keep = false;
      return;
    }
    if (levels_.empty()) return;  // an empty file
    Level& level = levels_.back();
    const bool in_map = level.node->is_map();
    if (!(in_map && level.key.empty()))
      out_.report("yaml.empty_value", in_map ? level.key_span : span,
                  {{"key", in_map ? level.key : "-"}});
    if (in_map) level.has_key = false;
  }

  void open(std::unique_ptr<Node> node, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    refuse_marks(node->span, tag, anchor);
    if (wants_key()) {
      out_.report("yaml.complex_key", node->span);
      throw Stop{};
    }
    if (levels_.size() >= kMostYamlDepth) {
      out_.report("yaml.depth", node->span, {{"most", std::to_string(kMostYamlDepth)}});
      throw Stop{};
    }
    count(node->span);
    node->flow = style == YAML::EmitterStyle::Flow;
    levels_.push_back(Level{std::move(node), false, true, {}, {}, {}});
  }

  void close() {
    std::unique_ptr<Node> node = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(node));
  }

  void add(std::unique_ptr<Node> node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& level = levels_.back();
    if (level.node->is_list()) {
      level.node->items.push_back(std::move(node));
      return;
    }
    level.has_key = false;
    if (level.keep)
      level.node->entries.push_back(
          Entry{level.key, level.key, level.key_span, std::move(node), nullptr});
  }

  const std::shared_ptr<const SourceFile>& file_;
  std::string_view text_;
  Diagnostics& out_;
  std::vector<Level> levels_;
  std::unique_ptr<Node> root_;
  std::size_t nodes_ = 0;
  std::size_t last_line_ = 0, last_offset_ = 0, last_points_ = 0;
};

// Reads straight from the file's text.
class View : public std::streambuf {
 public:
  explicit View(const std::string& text) {
    char* begin =
        const_cast<char*>(text.data());  // NOLINT: streambuf's interface; never written to
    setg(begin, begin, begin + text.size());
  }
};

// What yaml-cpp says, as advice.
std::string sentence_for(std::string_view message) {
  if (message.find("end of map") != message.npos || message.find("end of sequence") != message.npos)
    return both(
        "缩进不对，或者这一行缺少冒号：同级的键要左对齐，键后写 ': '",
        "wrong indentation, or a colon is missing on this line: align keys of one map, write "
        "': ' after a key");
  if (message.find("illegal map value") != message.npos ||
      message.find("illegal map key") != message.npos)
    return both("这里不能有冒号：文字含 ': ' 时给整个值加引号",
                "no key can stand here: put a text that has ': ' in quotes");
  if (message.find("block entry") != message.npos)
    return both(
        "这里不能用 '- '：列表要另起一行，并与同级对齐",
        "'- ' cannot stand here: begin the list on the next line, aligned with its siblings");
  if (message.find("escape") != message.npos)
    return both("双引号里的 \\ 写法不对：改用单引号",
                "wrong \\ escape in double quotes: use single quotes");
  return both(cat("YAML 写法不对（", message, "）"),
              cat("this is not well-formed YAML (", message, ")"));
}

std::unique_ptr<Node> build(const std::shared_ptr<const SourceFile>& file, const YamlScan& scan,
                            Diagnostics& out) {
  Builder builder(file, out);
  std::string masked;
  if (!scan.question_marks.empty()) {
    masked = file->text;
    for (const std::size_t offset : scan.question_marks) masked[offset] = kMaskedQuestion;
  }
  View view(masked.empty() ? file->text : masked);
  std::istream stream(&view);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return nullptr;
    std::unique_ptr<Node> root = builder.take();
    // The parser ends a document early at what does not belong to it, and would call the rest
    // another one.
    if (parser.HandleNextDocument(builder)) {
      const std::unique_ptr<Node> second = builder.take();
      out.report(
          "yaml.syntax", second ? second->span : Span{file, 1, 1, 1},
          {{"what", both("从这里起不属于前面的内容：缩进不对，或者列表后又写了键",
                         "from here on nothing belongs to what stands before: wrong indentation, "
                         "or a key after a list")}});
      return nullptr;
    }
    return root;
  } catch (const YAML::Exception& e) {
    const YAML::Mark mark = e.mark;
    const std::size_t offset =
        mark.is_null() ? 0 : std::min(static_cast<std::size_t>(mark.pos), file->text.size());
    out.report("yaml.syntax", span_at(file, offset, 1), {{"what", sentence_for(e.msg)}});
  } catch (const Stop&) {  // already reported
  }
  return nullptr;
}

}  // namespace

std::shared_ptr<const SourceFile> source_file(std::string path, std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.find('\r') != text.npos) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') plain += text[i];
    text = std::move(plain);
  }
  auto file = std::make_shared<SourceFile>();
  file->path = std::move(path);
  file->text = std::move(text);
  file->line_starts.push_back(0);
  for (std::size_t i = 0; i + 1 < file->text.size(); ++i)
    if (file->text[i] == '\n') file->line_starts.push_back(i + 1);
  return file;
}

std::unique_ptr<Node> parse_yaml(std::shared_ptr<const SourceFile> file, Diagnostics& out) {
  if (file->text.size() > kMostYamlBytes) {
    out.report("yaml.size", Span{file, 1, 1, 1}, {{"most", std::to_string(kMostYamlBytes)}});
    return nullptr;
  }
  const YamlScan scan = scan_yaml(file, out);
  if (!scan.sound) return nullptr;
  std::unique_ptr<Node> root = build(file, scan, out);
  if (root) attach_comments(*root, scan);
  return root;
}

}  // namespace tf::model
