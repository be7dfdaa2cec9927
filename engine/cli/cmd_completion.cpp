// completion: what bash, zsh and fish offer after each command, made from the commands themselves.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"

namespace tf::cli {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> out;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (!command->get_group().empty()) out.push_back(command);  // no group: not for people
  return out;
}

std::string words_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return join(names, " ");
}

std::string offered_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back(cat("--", name));
  return join(names, " ");
}

// One arm of the case for `path`, and those of the commands inside it.
void bash_arms(const CLI::App& app, const std::string& path, std::string& out) {
  for (const CLI::App* command : commands_of(app)) {
    const std::string at = path.empty() ? command->get_name() : cat(path, " ", command->get_name());
    out += cat("    '", at, "') words='", words_of(*command), "' options='",
               offered_options(*command), "' ;;\n");
    bash_arms(*command, at, out);
  }
}

// Words that begin with a dash are options; else commands while there are some to give, then files.
std::string bash_completion(const CLI::App& app) {
  std::string arms;
  bash_arms(app, "", arms);
  return cat(
      "_townflow() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" path='' at word\n"
      "  local words='",
      words_of(app), "' options='", offered_options(app),
      "'\n"
      "  for ((at = 1; at < COMP_CWORD; ++at)); do\n"
      "    word=\"${COMP_WORDS[at]}\"\n"
      "    case \"$word\" in\n"
      "      --lang|--keys|--color|-C) ((++at)); continue ;;\n"
      "      -*) continue ;;\n"
      "    esac\n"
      "    case \" $words \" in *\" $word \"*) path=\"${path:+$path }$word\" ;; *) break ;; esac\n"
      "    case \"$path\" in\n",
      arms,
      "    esac\n"
      "  done\n"
      "  case \"$current\" in -*) words=\"$options\" ;; esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}\n"
      "complete -o default -F _townflow townflow\n");
}

std::string zsh_completion(const CLI::App& app) {
  return cat("#compdef townflow\nautoload -U +X bashcompinit && bashcompinit\n",
             bash_completion(app));
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

void fish_lines(const CLI::App& app, const std::string& when, std::string& out) {
  std::string inside = when;
  if (const std::string inner = words_of(app); !inner.empty()) {
    inside = cat(when, "; and not __fish_seen_subcommand_from ", inner);
    for (const CLI::App* command : commands_of(app))
      out += cat("complete -c townflow -f -n ", in_quotes(inside), " -a ", command->get_name(),
                 " -d ", in_quotes(command->get_description()), "\n");
  }
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      out += cat("complete -c townflow -n ", in_quotes(inside), " -l ", name,
                 option->get_type_size() == 0 ? "" : " -r", " -d ",
                 in_quotes(option->get_description()), "\n");
  for (const CLI::App* command : commands_of(app))
    fish_lines(*command, cat(when, "; and __fish_seen_subcommand_from ", command->get_name()), out);
}

std::string fish_completion(const CLI::App& app) {
  std::string out;
  fish_lines(app, "true", out);
  return out;
}

}  // namespace

void add_completion(CLI::App& app, Session& session) {
  struct Shell {
    const char* name;
    const char* file;
    std::string (*text)(const CLI::App&);
  };
  static constexpr Shell kShells[] = {
      {"bash", "~/.local/share/bash-completion/completions/townflow", bash_completion},
      {"zsh", "~/.zfunc/_townflow", zsh_completion},
      {"fish", "~/.config/fish/completions/townflow.fish", fish_completion},
  };
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "completion",
      std::string(session.pick("命令补全：bash、zsh、fish", "completion for bash, zsh, fish")));
  command->add_option("SHELL", *shell, "bash, zsh, fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &session] {
    for (const Shell& known : kShells) {
      if (*shell != known.name) continue;
      session.out << known.text(app);
      if (session.terminal)
        session.say(cat("存为 ", known.file, " 即可。"), cat("save it as ", known.file));
    }
  });
}

}  // namespace tf::cli
