#include "model/schema.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "model/shape_table.h"

namespace tf::model {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// Letters of other scripts cannot be named in a pattern every validator reads alike, so these leave
// out the signs of ASCII instead: what is_id, is_name and is_reference (grammar.h) refuse of it.
constexpr std::string_view kIdPattern = R"(^[^\u0000-,./:-@\[-`{-\u007f]+$)";
constexpr std::string_view kNamePattern =
    R"(^[^\u0000-@\[-^`{-\u007f][^\u0000-/:-@\[-^`{-\u007f]*$)";
constexpr std::string_view kReferencePattern = R"(^[^\u0000-,/:-@\[-^`{-\u007f]+$)";
constexpr std::string_view kCodePattern = R"(^[^\u0000-/:-@\[-^`-\u007f]+$)";

std::string_view pattern_of(FreeKey key) {
  switch (key) {
    case FreeKey::id:
      return kIdPattern;
    case FreeKey::name:
      return kNamePattern;
    case FreeKey::code:
      return kCodePattern;
    case FreeKey::reference:
    case FreeKey::word:
      return kReferencePattern;
    default:
      return {};
  }
}

// "required list of text": its last word, or the one before "of", is a type.
std::string type_pattern() {
  std::vector<std::string> words;
  for (const Word& word : kTypeWords.all) {
    words.emplace_back(word.name);
    if (std::string_view(word.name) != word.zh) words.emplace_back(word.zh);
  }
  return cat("^(required|必填)$|^((required|必填) )?((list of|若干) ?)?(", join(words, "|"),
             ")( (of|之) .+)?$");
}

class Schema {
 public:
  explicit Schema(const FileKind& kind) : kind_(kind) {}

  std::string run() {
    std::string root = object(*kind_.shape, false);
    std::string definitions;
    // object() adds to the list what it meets.
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      const auto [form, patch] = forms_[i];
      if (!definitions.empty()) definitions += ",\n";
      const std::string name = quoted(names_.at(forms_[i]));
      definitions += cat("    ", name, ": ", form_schema(*form, patch));
    }
    root.pop_back();  // the closing brace
    return cat("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"$id\": ",
               quoted(schema_file_name(kind_.name)),
               ",\n  \"title\": ", quoted(cat("townflow ", kind_.name, " · ", kind_.zh)),
               ",\n  \"description\": ", quoted(cat(kind_.doc_zh, " / ", kind_.doc_en)), ",\n  ",
               root.substr(1), ",\n  \"definitions\": {\n", definitions, "\n  }\n}\n");
  }

 private:
  using Use = std::pair<const Form*, bool>;  // a form, and whether it only says what differs

  std::string reference(const Form& form, bool patch) {
    const Use use{&form, patch || form.patch};
    auto found = names_.find(use);
    if (found == names_.end()) {
      std::string name(form.name);
      if (const int again = ++used_[name]; again > 1) name += cat(" ", again);
      found = names_.emplace(use, std::move(name)).first;
      forms_.push_back(use);
    }
    std::string pointer;
    for (const char c : found->second) pointer += c == ' ' ? std::string("%20") : std::string(1, c);
    return cat("{\"$ref\": ", quoted(cat("#/definitions/", pointer)), "}");
  }

  std::string form_schema(const Form& form, bool patch) {
    std::vector<std::string> ways;
    if (form.scalar != Scalar::none) ways.push_back(scalar(form));
    if (form.item)
      ways.push_back(cat("{\"type\": \"array\", \"items\": ", reference(*form.item, patch), "}"));
    if (form.map) ways.push_back(object(*form.map, patch));
    if (&form == &kAny) ways.emplace_back("{\"type\": \"object\"}");
    const std::string description = quoted(cat(form.zh, " / ", form.en));
    if (ways.size() == 1) {
      ways[0].pop_back();
      return cat(ways[0], ways[0] == "{" ? "" : ", ", "\"description\": ", description, "}");
    }
    return cat("{\"description\": ", description, ", \"anyOf\": [", join(ways, ", "), "]}");
  }

  static std::string enumeration(const Words& words) {
    std::vector<std::string> all;
    for (const Word& word : words.all) {
      all.push_back(quoted(word.name));
      if (std::string_view(word.name) != word.zh) all.push_back(quoted(word.zh));
    }
    return join(all, ", ");
  }

  static std::string scalar(const Form& form) {
    switch (form.scalar) {
      case Scalar::truth:
        return "{\"enum\": [true, false, \"是\", \"否\"]}";
      case Scalar::whole:
        return "{\"type\": \"integer\", \"minimum\": 0}";
      case Scalar::number:
        return "{\"type\": \"number\"}";
      case Scalar::word:
        if (!form.words->open) return cat("{\"enum\": [", enumeration(*form.words), "]}");
        return cat("{\"type\": [\"string\", \"number\"], \"examples\": [", enumeration(*form.words),
                   "]}");
      case Scalar::table:
        return "{\"type\": \"string\"}";
      case Scalar::id:
      case Scalar::target:
        return plain(kIdPattern);
      case Scalar::name:
        return plain(kNamePattern);
      case Scalar::reference:
        return plain(kReferencePattern);
      case Scalar::type:
        return plain(type_pattern());
      case Scalar::each:
        return plain("^.+ (as|记作) [^ ]+$");
      case Scalar::share:
        return plain("^[0-9]+ ?%$");
      default:
        return plain({});
    }
  }

  // An editor may read 2026, true or null where we read text.
  static std::string plain(std::string_view pattern) {
    return cat("{\"type\": [\"string\", \"number\", \"boolean\", \"null\"]",
               pattern.empty() ? std::string() : cat(", \"pattern\": ", quoted(pattern)), "}");
  }

  std::string object(const Shape& shape, bool patch) {
    std::string properties;
    std::vector<std::string> required, names;
    for (const auto& part : shape.parts)
      for (const Key& key : part) {
        if ((key.flags & kOnlyInPatch) && !patch) continue;
        const bool alias = std::string_view(key.name) != key.zh;
        add_property(properties, key, key.name, patch);
        if (alias) add_property(properties, key, key.zh, patch);
        names.push_back(quoted(key.name));
        if (alias) names.push_back(quoted(key.zh));
        if (!(key.flags & kRequired) || patch || &shape == &kTextShape) continue;
        required.push_back(alias ? cat("{\"anyOf\": [{\"required\": [", quoted(key.name),
                                       "]}, {\"required\": [", quoted(key.zh), "]}]}")
                                 : cat("{\"required\": [", quoted(key.name), "]}"));
      }
    std::string out =
        cat("{\"type\": \"object\", \"properties\": {", properties, "}, \"additionalProperties\": ",
            shape.free ? reference(*shape.free, patch) : std::string("false"));
    if (const std::string_view free = shape.free ? pattern_of(shape.free_key) : ""; !free.empty())
      out += cat(", \"propertyNames\": {\"anyOf\": [{\"enum\": [", join(names, ", "),
                 "]}, {\"pattern\": ", quoted(free), "}]}");
    if (!required.empty()) out += cat(", \"allOf\": [", join(required, ", "), "]");
    return out + "}";
  }

  // Beside a $ref draft-07 ignores everything, hence allOf.
  void add_property(std::string& properties, const Key& key, const char* name, bool patch) {
    if (!properties.empty()) properties += ", ";
    properties +=
        cat(quoted(name),
            ": {\"description\": ", quoted(cat(key.doc_zh, " / ", key.doc_en, " — ", key.example)),
            ", \"allOf\": [", reference(*key.form, patch), "]}");
  }

  const FileKind& kind_;
  std::vector<Use> forms_;
  std::map<Use, std::string> names_;
  std::map<std::string, int> used_;
};

}  // namespace

std::string schema_file_name(std::string_view kind) {
  return cat("townflow-", kind, "-1.json");
}

std::string schema_of(std::string_view name) {
  const FileKind* kind = file_kind(name);
  return kind ? Schema(*kind).run() : std::string();
}

}  // namespace tf::model
