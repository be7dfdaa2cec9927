// fuzz_run smoke [SECONDS] · canary [SECONDS] · NAME [FILE…]: the targets without a fuzzer's help,
// over the committed corpus and seeded mutations of it.
//   smoke    every target but the canary; ends with "N inputs, all promises hold"
//   canary   must end with an abort: shows that a finding is not swallowed
//   NAME     one target over its corpus, over FILEs, or, with --seconds N, over mutations
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "base/prng.h"
#include "targets.h"

namespace {

namespace fs = std::filesystem;
using tf::fuzz::Target;
using Clock = std::chrono::steady_clock;

// What a target is looking at; written to the file `fuzz-finding` when it breaks a promise.
std::string g_input;

void keep_finding(int) {
  if (std::FILE* file = std::fopen("fuzz-finding", "wb")) {
    std::fwrite(g_input.data(), 1, g_input.size(), file);
    std::fclose(file);
    std::fputs("the input is in fuzz-finding\n", stderr);
  }
  std::_Exit(3);
}

void look(const Target& target, std::string input) {
  g_input = std::move(input);
  target.run(g_input);
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> corpus_of(std::string_view target) {
  std::vector<fs::path> files;
  const fs::path folder = fs::path(TF_ROOT) / "fuzz" / "corpus" / target;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> out;
  for (const fs::path& file : files) out.push_back(read_file(file));
  return out;
}

// One to eight changes: a byte, a piece doubled, cut, or taken from another input.
std::string mutated(tf::Prng& random, const std::vector<std::string>& corpus) {
  constexpr std::size_t kMost = 4096;
  std::string out = corpus[random.below(corpus.size())];
  for (std::uint64_t i = 0, n = 1 + random.below(8); i < n; ++i) {
    const std::size_t at = out.empty() ? 0 : random.below(out.size());
    const std::size_t length =
        out.empty() ? 0 : 1 + random.below(std::min<std::size_t>(out.size() - at, 30));
    switch (random.below(5)) {
      case 0:
        if (!out.empty()) out[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        out.insert(at, out.substr(at, length));
        break;
      case 2:
        out.erase(at, length);
        break;
      case 3: {
        const std::string& other = corpus[random.below(corpus.size())];
        if (!other.empty()) {
          const std::size_t from = random.below(other.size());
          out.insert(at, other.substr(from, 1 + random.below(40)));
        }
        break;
      }
      default: {
        constexpr std::string_view kWords[] = {"(",    ")",     "[",   "]", "{",  "}",   "\"",
                                               "..",   ",",     ":",   "|", "=>", "-",   "not(",
                                               "null", " and ", "if ", "<", "&",  "1e99"};
        out.insert(at, kWords[random.below(std::size(kWords))]);
      }
    }
  }
  if (out.size() > kMost) out.resize(kMost);
  return out;
}

// How many inputs were run within the time.
std::size_t run(const Target& target, double seconds, std::uint64_t seed) {
  std::vector<std::string> corpus = corpus_of(target.name);
  for (const std::string& input : corpus) look(target, input);
  std::size_t inputs = corpus.size();
  if (corpus.empty()) corpus.emplace_back("a");
  tf::Prng random(seed);
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  // At least some, however slow the machine: a finding must not hang on its speed.
  for (std::size_t n = 0; n < 200 || Clock::now() < end; ++n, ++inputs)
    look(target, mutated(random, corpus));
  return inputs;
}

int usage() {
  std::cerr << "usage: fuzz_run smoke [SECONDS] | canary [SECONDS] | NAME [FILE... | --seconds "
               "N]\nnames:";
  for (const Target& target : tf::fuzz::targets()) std::cerr << ' ' << target.name;
  std::cerr << '\n';
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return usage();
  std::signal(SIGABRT, keep_finding);
  const std::string name = arguments[1];
  const double seconds = count > 2 && arguments[2][0] != '-' ? std::atof(arguments[2]) : 7;
  if (name == "smoke") {
    std::size_t inputs = 0;
    for (const Target& target : tf::fuzz::targets())
      if (target.name != "canary")
        inputs += run(target, seconds / static_cast<double>(tf::fuzz::targets().size() - 1), 1);
    std::cout << inputs << " inputs, all promises hold\n";
    return 0;
  }
  const Target* target = tf::fuzz::find_target(name);
  if (target == nullptr) return usage();
  if (count > 3 && std::string_view(arguments[2]) == "--seconds") {
    std::cout << run(*target, std::atof(arguments[3]),
                     static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()))
              << " inputs\n";
    return 0;
  }
  if (name == "canary" || count == 2) {
    std::cout << run(*target, name == "canary" ? seconds : 0, 1) << " inputs\n";
    return 0;
  }
  for (int i = 2; i < count; ++i) look(*target, read_file(arguments[i]));
  return 0;
}
