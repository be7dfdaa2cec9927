#include "plugin/lua_module.h"

#include <lauxlib.h>

#include <algorithm>

#include "base/text.h"
#include "plugin/lua_freeze.h"
#include "plugin/lua_vm.h"

namespace tf::plugin {

namespace {

constexpr std::size_t kPiece = 64;        // bytes the compiler gets at a time
constexpr std::size_t kMaxChains = 1000;  // words that make jump lists
constexpr std::int64_t kCompileFuelPerByte = 10;
constexpr int kMostRequires = 64;

struct Source {
  std::string_view left;
};
// Small pieces, so that the clock is looked at while the compiler, which has no hook, works.
const char* next_piece(lua_State* L, void* data, std::size_t* size) {
  auto* source = static_cast<Source*>(data);
  Meter& meter = meter_of(L);
  meter.spend(static_cast<std::int64_t>(kPiece) * kCompileFuelPerByte);
  meter.look();
  *size = std::min(kPiece, source->left.size());
  const char* piece = source->left.data();
  source->left.remove_prefix(*size);
  return *size == 0 ? nullptr : piece;
}

std::size_t count_words(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

// What is refused before the compiler sees it; empty when nothing is.
std::string refused_source(std::string_view source) {
  if (source.size() > kMaxSource)
    return cat("the source has ", source.size(), " bytes; at most ", kMaxSource);
  if (source.starts_with('\x1b')) return "a binary chunk; only text is taken";
  // Each link of such a chain walks all links before it.
  for (const char* word : {"and", "or", "goto", "::", "break", "elseif"})
    if (count_words(source, word) > kMaxChains)
      return cat("'", word, "' stands more than ", kMaxChains, " times; split the source");
  return {};
}

// Walks tables and the upvalues of functions, each once.
class CellWalk {
 public:
  CellWalk(lua_State* L, int environment, int owners)
      : L_(L), environment_(environment), owners_(owners), values_(owners + 1), seen_(owners + 2) {}

  // The value on top, which it pops.
  void visit(int depth) {
    luaL_checkstack(L_, 6, "cells");
    const int type = lua_type(L_, -1);
    if ((type != LUA_TFUNCTION && type != LUA_TTABLE) || depth > kMostRequires || !first_time()) {
      lua_pop(L_, 1);
      return;
    }
    const int value = lua_gettop(L_);
    if (type == LUA_TTABLE) {
      unwrap_frozen(L_, value);
      lua_pushnil(L_);
      while (lua_next(L_, value) != 0) visit(depth + 1);
    } else if (lua_iscfunction(L_, value) == 0) {
      upvalues(value, depth);
    }
    lua_pop(L_, 1);
  }
  std::vector<Cell> cells;

 private:
  bool first_time() {
    lua_pushvalue(L_, -1);
    const bool known = lua_rawget(L_, seen_) != LUA_TNIL;
    lua_pop(L_, 1);
    if (known) return false;
    lua_pushvalue(L_, -1);
    lua_pushboolean(L_, 1);
    lua_rawset(L_, seen_);
    return true;
  }
  void upvalues(int function, int depth) {
    for (int i = 1; lua_getupvalue(L_, function, i) != nullptr; ++i) {
      if (lua_rawequal(L_, -1, environment_) != 0) {
        lua_pop(L_, 1);
        continue;
      }
      const auto place = static_cast<lua_Integer>(cells.size()) + 1;
      lua_pushvalue(L_, -1);
      lua_rawseti(L_, values_, place);
      lua_pushvalue(L_, function);
      lua_rawseti(L_, owners_, place);
      cells.push_back({place, i});
      visit(depth + 1);
    }
  }

  lua_State* L_;
  int environment_, owners_, values_, seen_;
};

}  // namespace

void compile(lua_State* L, std::string_view source, const std::string& name) {
  if (std::string why = refused_source(source); !why.empty())
    throw CompileError{cat(name, ": ", why)};
  Source left{source};
  const int status = lua_load(L, next_piece, &left, cat("=", name).c_str(), "t");
  meter_of(L).reraise();
  if (status == LUA_OK) return;
  std::size_t size = 0;
  const char* text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &size) : "";
  throw CompileError{clean_text({text, size})};
}

std::vector<Cell> note_cells(lua_State* L, int environment) {
  const int owners = lua_gettop(L);
  lua_newtable(L);
  lua_insert(L, owners);  // owners, module
  lua_newtable(L);
  lua_insert(L, owners + 1);  // owners, values, module
  lua_newtable(L);
  lua_insert(L, owners + 2);  // owners, values, seen, module
  CellWalk walk(L, environment, owners);
  walk.visit(0);
  lua_settop(L, owners + 1);
  return std::move(walk.cells);
}

}  // namespace tf::plugin
