// plugin pack, key, sign, verify, install, enable, disable: from an author's folder into a town's.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "host/plugins.h"
#include "host/town_files.h"
#include "model/loader.h"
#include "model/print.h"
#include "plugin/package.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

bool write_text(Session& session, const fs::path& path, const std::string& text) {
  std::error_code code;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), code);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out) return true;
  session.fail(kFailure, cat("写不了 ", path.string(), "。"), cat("cannot write ", path.string()));
  return false;
}

std::optional<plugin::Package> open_package(Session& session, const std::string& file) {
  const auto text = host::read_text(file, 2 * plugin::kMostPackage);
  if (!text) return session.fail(text.error()), std::nullopt;
  auto package = plugin::read_package(*text);
  if (package) return std::move(*package);
  session.fail(kRefused, cat(file, " 不能用：", zh_of(package.error()), "。"),
               cat(file, ": ", package.error().text));
  return std::nullopt;
}

// The manifest of a package, sound in itself.
std::optional<plugin::Manifest> manifest_of(Session& session, const std::string& text) {
  model::Diagnostics findings;
  const model::Document document = model::read_document("plugin.yaml", text, findings);
  if (document.root && document.kind == "plugin" && !findings.has_errors()) {
    auto manifest = plugin::read_manifest(document, findings);
    if (!findings.has_errors()) return manifest;
  }
  findings.sort();
  session.err << to_text(findings, session.language);
  session.fail(kFindings, "插件清单有错。", "the manifest has mistakes");
  return std::nullopt;
}

// ---- pack, key, sign, verify

int pack_plugin(Session& session, const std::string& folder, const std::string& into) {
  plugin::Package package;
  std::error_code code;
  for (fs::recursive_directory_iterator it(folder, code), end; !code && it != end;
       it.increment(code)) {
    const std::string path = fs::relative(it->path(), folder).generic_string();
    if (it->is_directory()) {
      if (path == "types" || path.starts_with(".")) it.disable_recursion_pending();
      continue;
    }
    if (it->is_symlink() || !it->is_regular_file() || !plugin::is_package_path(path)) continue;
    auto text = host::read_text(it->path().string(), plugin::kMostPackage);
    if (!text) return session.fail(text.error());
    package.files[path] = std::move(*text);
  }
  const auto manifest_text = package.files.find("plugin.yaml");
  if (manifest_text == package.files.end())
    return session.fail(kRefused, cat(folder, " 里没有 plugin.yaml。"),
                        cat("there is no plugin.yaml in ", folder));
  const auto manifest = manifest_of(session, manifest_text->second);
  if (!manifest) return session.exit;
  package.id = manifest->id;
  package.version = manifest->version;
  const auto text = plugin::write_package(package);
  if (!text) return session.fail(text.error());
  const std::string file = into.empty() ? cat(package.id, "-", package.version, ".tfplugin") : into;
  if (!write_text(session, file, *text)) return session.exit;
  session.out << file << '\n';
  return session.exit = kOk;
}

int make_key(Session& session, const std::string& file) {
  std::error_code code;
  if (fs::exists(file, code))
    return session.fail(kRefused, cat(file, " 已存在，不覆盖。"),
                        cat(file, " exists and is not written over"));
  const plugin::KeyPair key = plugin::make_key();
  if (!write_text(session, file, key.secret + "\n")) return session.exit;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, code);
  session.out << key.open << '\n';
  return session.exit = kOk;
}

int sign(Session& session, const std::string& file, const std::string& key_file) {
  auto package = open_package(session, file);
  if (!package) return session.exit;
  const auto key = host::read_text(key_file, 1024);
  if (!key) return session.fail(key.error());
  if (const auto done = plugin::sign_package(*package, std::string(trim(*key))); !done)
    return session.fail(done.error());
  const auto text = plugin::write_package(*package);
  if (!text) return session.fail(text.error());
  if (!write_text(session, file, *text)) return session.exit;
  session.out << package->key << '\n';
  return session.exit = kOk;
}

int verify(Session& session, const std::string& file) {
  const auto package = open_package(session, file);
  if (!package) return session.exit;
  session.out << package->id << ' ' << package->version << ' '
              << (package->signature.empty() ? std::string(session.pick("未签名", "not signed"))
                                             : package->key)
              << '\n';
  return session.exit = kOk;
}

// ---- the town's side

// The town file with its `plugins` entry for `id` changed by `change`.
template <class Change>
bool change_town(Session& session, const std::string& folder, Change change) {
  const std::string path = cat(folder, "/town.yaml");
  auto text = host::read_text(path);
  if (!text) return session.fail(text.error()), false;
  model::Diagnostics findings;
  const model::Document document = model::read_document(path, std::move(*text), findings);
  if (!document.root || document.kind != "town" || findings.has_errors()) {
    findings.sort();
    session.err << to_text(findings, session.language);
    session.fail(kFindings, cat(path, " 有错，先改好。"),
                 cat(path, " has mistakes; mend them first"));
    return false;
  }
  model::Node& root = *document.root;
  if (!change(root)) return false;
  model::PrintOptions options;
  if (!root.entries.empty() && root.entries.front().written != root.entries.front().key)
    options.language = model::Language::zh;
  return write_text(session, path, print_document(document, options));
}

int set_enabled(Session& session, const std::string& id, const std::string& folder, bool on) {
  const bool done = change_town(session, folder, [&](model::Node& root) {
    model::Node* plugins = root.get("plugins");
    model::Node* use = plugins == nullptr ? nullptr : plugins->get(id);
    if (use == nullptr || !use->is_map()) {
      session.fail(kRefused, cat("乡镇没有用插件 ", id, "。"), cat("the town does not use ", id));
      return false;
    }
    use->erase("enabled");
    if (!on) use->put("enabled", model::Node::scalar("false", use->span), use->span);
    return true;
  });
  if (!done) return session.exit;
  session.say(cat(id, on ? " 已启用。" : " 已停用。"), cat(id, on ? " is on" : " is off"));
  return session.exit = kOk;
}

// What a manifest may reach, one word each.
std::vector<std::string> reaches(const plugin::Manifest& manifest) {
  std::vector<std::string> out;
  for (const plugin::HttpAccess& access : manifest.http)
    for (const std::string& method : access.methods) out.push_back(cat(method, " ", access.host));
  for (const std::string& secret : manifest.secrets) out.push_back(cat("secret ", secret));
  for (const std::string& channel : manifest.notify) out.push_back(cat("notify ", channel));
  if (manifest.kept != 0) out.push_back(cat("kv ", manifest.kept, " bytes"));
  for (const plugin::Gives& gives : manifest.gives)
    for (const std::string& field : gives.sees_case) out.push_back(cat("case.", field));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

struct InstallOptions {
  std::string file, town, trust;
  bool unsigned_ok = false, yes = false;
};

int install(Session& session, const InstallOptions& options) {
  const auto package = open_package(session, options.file);
  if (!package) return session.exit;
  if (package->signature.empty() ? !options.unsigned_ok
                                 : !options.trust.empty() && options.trust != package->key)
    return session.fail(
        kRefused,
        package->signature.empty() ? "包没有签名；确实要装，加 --unsigned。"
                                   : cat("签名的钥匙是 ", package->key, "，不是所信任的。"),
        package->signature.empty()
            ? "the package is not signed; --unsigned installs it all the same"
            : cat("it was signed by ", package->key, ", which is not the key you trust"));
  const auto text = package->files.find("plugin.yaml");
  const auto manifest =
      manifest_of(session, text == package->files.end() ? std::string() : text->second);
  if (!manifest) return session.exit;
  if (manifest->id != package->id)
    return session.fail(kRefused, "包与清单的编号不同。",
                        "package and manifest have different ids");
  const fs::path home = fs::path(options.town) / "plugins" / manifest->id;
  std::vector<std::string> more = reaches(*manifest);
  if (const auto before = host::read_text((home / "plugin.yaml").string()))
    if (const auto old = manifest_of(session, *before))
      for (const std::string& known : reaches(*old)) std::erase(more, known);
  if (!more.empty() && !options.yes)
    return session.fail(kRefused, cat("它还要：", join(more, "、"), "；同意就加 --yes。"),
                        cat("it asks for: ", join(more, ", "), "; --yes agrees"));
  const fs::path fresh = home.string() + ".new", old = home.string() + ".old";
  std::error_code code;
  fs::remove_all(fresh, code);
  for (const auto& [path, content] : package->files)
    if (!write_text(session, fresh / path, content)) return session.exit;
  fs::remove_all(old, code);
  if (fs::exists(home, code)) fs::rename(home, old, code);
  fs::rename(fresh, home, code);
  if (code)
    return session.fail(kFailure, cat("写不了 ", home.string(), "。"),
                        cat("cannot write ", home.string()));
  fs::remove_all(old, code);
  const bool named = change_town(session, options.town, [&](model::Node& root) {
    model::Node* plugins = root.get("plugins");
    if (plugins == nullptr) plugins = &root.put("plugins", model::Node::map(root.span), root.span);
    if (plugins->get(manifest->id) == nullptr) {
      model::Node& use = plugins->put(manifest->id, model::Node::map(root.span), root.span);
      auto version = model::Node::scalar(cat(">=", manifest->version), root.span);
      version->quoted = true;
      use.put("version", std::move(version), root.span);
    }
    return true;
  });
  if (!named) return session.exit;
  session.say(cat("已装入 ", manifest->id, " ", manifest->version, "。"),
              cat("installed ", manifest->id, " ", manifest->version));
  return session.exit = kOk;
}

}  // namespace

void add_plugin_package(CLI::App& group, Session& session) {
  auto first = std::make_shared<std::string>();
  auto second = std::make_shared<std::string>();
  const auto add = [&](const char* name, std::string_view zh, std::string_view en) {
    return group.add_subcommand(name, std::string(session.pick(zh, en)));
  };
  const auto argument = [&](CLI::App* command, const char* name, std::shared_ptr<std::string> into,
                            std::string_view zh, std::string_view en) {
    return command->add_option(name, *into, std::string(session.pick(zh, en)));
  };

  CLI::App* command = add("pack", "把插件打成一个文件", "makes one file of a plugin");
  argument(command, "DIR", first, "插件的文件夹", "folder of the plugin")->required();
  argument(command, "-o,--output", second, "写到哪个文件", "the file to write");
  command->callback([=, &session] { pack_plugin(session, *first, *second); });

  command = add("key", "新建一对签名钥匙", "makes a key to sign with");
  argument(command, "FILE", first, "私钥写到哪里", "where the secret half goes")->required();
  command->callback([=, &session] { make_key(session, *first); });

  command = add("sign", "给插件包签名", "signs a package");
  argument(command, "FILE", first, "插件包", "the package")->required();
  argument(command, "--key", second, "私钥文件", "file of the secret key")->required();
  command->callback([=, &session] { sign(session, *first, *second); });

  command =
      add("verify", "核对插件包的校验和与签名", "checks the sums and the signature of a package");
  argument(command, "FILE", first, "插件包", "the package")->required();
  command->callback([=, &session] { verify(session, *first); });

  for (const bool on : {true, false}) {
    command = add(on ? "enable" : "disable", on ? "启用一个插件" : "停用一个插件",
                  on ? "switches a plugin of a town on" : "switches a plugin of a town off");
    argument(command, "PLUGIN", first, "插件", "the plugin")->required();
    argument(command, "TOWN", second, "乡镇的文件夹", "folder of the town")->required();
    command->callback([=, &session] { set_enabled(session, *first, *second, on); });
  }

  auto options = std::make_shared<InstallOptions>();
  command = add("install", "把插件包装进乡镇", "puts a package into a town");
  command->add_option("FILE", options->file, std::string(session.pick("插件包", "the package")))
      ->required();
  command
      ->add_option("TOWN", options->town,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command->add_option("--trust", options->trust,
                      std::string(session.pick("只信任这把公钥", "the only key to trust")));
  command->add_flag("--unsigned", options->unsigned_ok,
                    std::string(session.pick("没有签名也装", "installs one without signature")));
  command->add_flag("--yes", options->yes,
                    std::string(session.pick("同意它要的权限", "agrees to what it asks for")));
  command->callback([options, &session] { install(session, *options); });
}

}  // namespace tf::cli
