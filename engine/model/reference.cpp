#include "model/reference.h"

#include <set>

#include "base/text.h"
#include "model/shape_table.h"
#include "model/yaml.h"

namespace tf::model {

namespace {

// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string code(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return cat("`", out, "`");
}

class Reference {
 public:
  std::string run() {
    std::string out =
        "## 10. Every key · 全部键\n\n"
        "Printed from the table that also checks the files, prints them and gives editors their "
        "schema. A key may be written in English or Chinese. Every example is read by the "
        "tests.\n\n"
        "由检查文件所用的同一张表印出；键写中文或英文都可以；每个例子都由测试读过。\n\n"
        "Marks: **!** must be there · **+** only in an overlay · **·** says what a step is · **~** "
        "says what a handler waits for. A map that stands under several keys is told where it is "
        "met "
        "first.\n";
    for (const FileKind& kind : file_kinds()) {
      out +=
          cat("\n### ", kind.name, " · ", kind.zh, "\n\n", kind.doc_en, " · ", kind.doc_zh, "\n");
      out += rows(*kind.shape);
      for (std::size_t i = 0; i < waiting_.size(); ++i) out += section(Met(waiting_[i]));
      waiting_.clear();
    }
    return out + kinds();
  }

  const std::vector<const Shape*>& shapes() const { return shapes_; }

 private:
  struct Met {
    const Shape* shape;
    std::string where;  // the key it was first met under
    const char* zh;
  };

  // What a form takes, and the maps it leads to, to be told later.
  std::string takes(const Form& form, std::string_view key, const char* zh) {
    meet(form, key, zh, 0);
    return cat(cell(form.en), "<br>", cell(form.zh));
  }
  void meet(const Form& form, std::string_view key, const char* zh, int depth) {
    if (depth > 8) return;
    if (form.map != nullptr && seen_.insert(form.map).second)
      waiting_.push_back({form.map, std::string(key), zh});
    if (form.item != nullptr && form.item != &form) meet(*form.item, key, zh, depth + 1);
  }

  std::string row(const Key& key) {
    std::string marks;
    if (key.flags & kRequired) marks += " **!**";
    if (key.flags & kOnlyInPatch) marks += " **+**";
    if (key.flags & kIsKind) marks += " **·**";
    if (key.flags & kIsEvent) marks += " **~**";
    return cat("| `", key.name, "`", marks, " | ", key.zh, " | ",
               takes(*key.form, key.name, key.zh), " | ", cell(key.doc_en), "<br>",
               cell(key.doc_zh), " | ", code(cat(key.name, ": ", key.example)), " |\n");
  }

  std::string rows(const Shape& shape) {
    shapes_.push_back(&shape);
    seen_.insert(&shape);
    std::string out = "\n| key | 键 | takes | means | example |\n|---|---|---|---|---|\n";
    bool any = false;
    for (const auto& part : shape.parts)
      for (const Key& key : part) {
        out += row(key);
        any = true;
      }
    if (!any) out.clear();
    if (shape.free != nullptr)
      out += cat("\nAny other key is a name of your own, and takes: ",
                 takes(*shape.free, shape.name, ""), "\n");
    return out;
  }

  std::string section(const Met& met) {
    const std::string zh = std::string_view(met.zh).empty() ? "" : cat(" · ", met.zh);
    return cat("\n#### `", met.where, "`", zh, " (", met.shape->name, ")\n", rows(*met.shape));
  }

  static std::string kinds() {
    std::string out = "\n### Words that are values · 取值用词\n\n| where | words |\n|---|---|\n";
    constexpr std::pair<const char*, const Words*> kAll[] = {
        {"types of fields · 字段类型", &kTypeWords},
        {"verbs · 操作", &kVerbWords},
        {"hit policies · 命中", &kHitWords},
        {"events · 事件", &kEventNames},
        {"who · 办理人", &kWhoWords},
        {"lights · 灯色", &kLightWords},
        {"class of a field · 密级", &kClassWords},
        {"channels · 渠道", &kChannelWords}};
    for (const auto& [where, words] : kAll) {
      std::vector<std::string> each;
      for (const Word& word : words->all)
        each.push_back(std::string_view(word.name) == word.zh ? std::string(word.name)
                                                              : cat(word.name, " ", word.zh));
      out += cat("| ", where, " | ", join(each, " · "), " |\n");
    }
    return out;
  }

  std::set<const Shape*> seen_;
  std::vector<const Shape*> shapes_;
  std::vector<Met> waiting_;
};

}  // namespace

std::vector<const Shape*> reference_shapes() {
  Reference reference;
  static_cast<void>(reference.run());
  return reference.shapes();
}

std::string language_reference() {
  return Reference().run();
}

void check_example(const Key& key, Diagnostics& out) {
  const bool table = key.form->scalar == Scalar::table;
  const std::string text =
      table ? cat(key.name, ": |\n  ", key.example, "\n") : cat(key.name, ": ", key.example, "\n");
  const auto root = parse_yaml(source_file(cat(key.name, ".yaml"), text), out);
  Node* value = root == nullptr ? nullptr : root->get(key.name);
  if (value != nullptr) check_value(*value, *key.form, key.name, out);
}

}  // namespace tf::model
