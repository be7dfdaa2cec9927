#include "plugin/sandbox.h"

#include <lauxlib.h>
#include <lua.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "plugin/lua_convert.h"
#include "plugin/lua_freeze.h"
#include "plugin/lua_lib.h"
#include "plugin/lua_module.h"
#include "plugin/lua_vm.h"

namespace tf::plugin {

namespace {

// Registry places.
enum Place : lua_Integer {
  kGlobals = 101,  // what a script finds
  kOpenMeta,       // metatable of a body's fresh environment
  kModule,         // list of the module's functions, by their index
  kCellOwners,     // functions whose upvalues are put back after a call …
  kCellValues,     // … and what they held
};

constexpr std::size_t kWarmSlack = 1 << 20;  // garbage a warm state may keep

void fill(lua_State* L, const Library& library) {
  for (const LibraryEntry& entry : library.functions) {
    lua_pushcfunction(L, entry.function);
    lua_setfield(L, -2, entry.name);
  }
}

// The globals, libraries frozen; leaves nothing on the stack.
void open_library(lua_State* L) {
  lua_createtable(L, 0, 32);
  const int globals = lua_gettop(L);
  fill(L, base_library());
  lua_pushliteral(L, "Lua 5.4");
  lua_setfield(L, globals, "_VERSION");
  for (const Library& library :
       {string_library(), table_library(), math_library(), utf8_library()}) {
    lua_createtable(L, 0, 32);
    fill(L, library);
    const std::string_view name = library.name;
    if (name == "math") add_math_constants(L);
    if (name == "utf8") add_utf8_constants(L);
    if (name == "string") {  // ("x"):upper()
      lua_pushliteral(L, "");
      lua_createtable(L, 0, 12);
      lua_pushvalue(L, -3);
      lua_setfield(L, -2, "__index");
      add_text_arithmetic(L);
      lua_setmetatable(L, -2);
      lua_pop(L, 1);
    }
    freeze_top(L);
    lua_setfield(L, globals, library.name);
  }
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, globals);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_rawseti(L, LUA_REGISTRYINDEX, kOpenMeta);
  lua_rawseti(L, LUA_REGISTRYINDEX, kGlobals);
}

// A table of the call's own through which the globals are read.
void push_open_environment(lua_State* L) {
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "_G");
  lua_rawgeti(L, LUA_REGISTRYINDEX, kOpenMeta);
  lua_setmetatable(L, -2);
}

// The globals as a frozen view: a plugin's functions cannot make new ones.
void push_closed_environment(lua_State* L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, kGlobals);
  const int globals = lua_gettop(L);
  lua_pushvalue(L, globals);
  freeze_top(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, globals, "_G");
  lua_replace(L, globals);
}

std::string chunk_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 50)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_' || c == '/';
    out += plain ? c : '_';
  }
  return out.empty() ? "main.lua" : out;
}

// ---- answers

Value read_answer(lua_State* L, int first, std::string* shown) {
  const int count = lua_gettop(L) - first + 1;
  if (count <= 0) {
    if (shown != nullptr) *shown = "nil";
    return {};
  }
  List values;
  for (int i = first; i < first + count; ++i) {
    values.push_back(read_value(L, i));
    if (shown == nullptr) continue;
    if (i > first) *shown += '\t';
    switch (lua_type(L, i)) {
      case LUA_TNUMBER:
        *shown += number_text(L, i);
        break;
      case LUA_TNIL:
        *shown += "nil";
        break;
      case LUA_TTABLE:
        *shown += to_json(values.back());
        break;
      default:
        *shown += values.back().str();
    }
  }
  return count == 1 ? std::move(values.front()) : Value::list(std::move(values));
}

// ---- host functions

int call_host(lua_State* L) {
  auto* function = static_cast<HostFunction*>(lua_touserdata(L, lua_upvalueindex(1)));
  meter_of(L).spend(50);
  std::string error;
  try {
    List arguments;
    for (int i = 1; i <= lua_gettop(L); ++i) {
      if (lua_type(L, i) == LUA_TSTRING)  // hashing and parsing take their time
        meter_of(L).spend(static_cast<std::int64_t>(lua_rawlen(L, i)) / 2);
      arguments.push_back(read_value(L, i));
    }
    const Value answer = function->call(arguments);
    if (!function->many || !answer.is(Value::Kind::list)) {
      push_value(L, answer);
      return 1;
    }
    luaL_checkstack(L, static_cast<int>(answer.as_list().size()), "results");
    for (const Value& one : answer.as_list()) push_value(L, one);
    return static_cast<int>(answer.as_list().size());
  } catch (const HostError& wrong) {
    error = wrong.text;
  } catch (const AnswerError& wrong) {
    error = wrong.text;
  }
  return luaL_error(L, "tf.%s: %s", function->name.c_str(), error.c_str());
}

// globals.tf = {calendar = {days = …}}, frozen.
void open_host(lua_State* L, std::vector<HostFunction>& functions, const Value& config) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, kGlobals);
  lua_newtable(L);
  const int root = lua_gettop(L);
  for (HostFunction& function : functions) {
    lua_pushvalue(L, root);
    const std::vector<std::string_view> parts = split(function.name, '.');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const std::string part(parts[i]);
      if (lua_getfield(L, -1, part.c_str()) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, part.c_str());
      }
      lua_remove(L, -2);
    }
    lua_pushlightuserdata(L, &function);
    lua_pushcclosure(L, call_host, 1);
    lua_setfield(L, -2, std::string(parts.back()).c_str());
    lua_settop(L, root);
  }
  push_value(L, config.is_null() ? Value::record({}) : config);
  lua_setfield(L, -2, "config");
  freeze_deep(L, 0);
  lua_setfield(L, -2, "tf");
  lua_settop(L, root - 2);
}

Limits loading_limits(const Limits& call) {
  Limits limits = call;
  limits.fuel = std::max(limits.fuel, kDefaultFuel);
  return limits;
}

}  // namespace

struct Sandbox::State {
  explicit State(std::size_t memory) : vm(memory) {}
  LuaVm vm;
  std::size_t warm_bytes = 0;
  std::vector<Cell> cells;
};

Sandbox::Sandbox(Limits limits) : limits_(limits) {}
Sandbox::~Sandbox() = default;

// A state with the library, and the module when there is one.
std::optional<Failure> Sandbox::warm() {
  if (state_ && (state_->vm.spent() || state_->vm.arena().held() > state_->warm_bytes + kWarmSlack))
    state_.reset();
  if (state_) return std::nullopt;
  state_ = std::make_unique<State>(limits_.memory);
  if (auto failed = state_->vm.run(loading_limits(limits_), [](lua_State* L) { open_library(L); }))
    return failed;
  if (!source_.empty()) {
    if (auto failed = load_module()) {
      state_.reset();
      return failed;
    }
  }
  state_->warm_bytes = state_->vm.arena().held();
  return std::nullopt;
}

namespace {

Outcome outcome_of(Failure failure) {
  Outcome out;
  out.code = failure.code;
  out.text = std::move(failure.text);
  out.trace = std::move(failure.trace);
  return out;
}

}  // namespace

Outcome Sandbox::run_body(std::string_view source, std::string_view name, std::uint64_t seed) {
  const std::int64_t began = thread_cpu_micros();
  Outcome out;
  if (auto failed = warm()) return outcome_of(std::move(*failed));
  LuaVm& vm = state_->vm;
  vm.forget_peak();
  vm.dice = seed;
  Value answer;
  std::string shown, compile_error, answer_error;
  auto failed = vm.run(limits_, [&](lua_State* L) {
    try {
      compile(L, source, chunk_name(name));
      push_open_environment(L);
      lua_setupvalue(L, 1, 1);
      lua_call(L, 0, LUA_MULTRET);
      answer = read_answer(L, 1, &shown);
    } catch (const CompileError& error) {
      compile_error = error.text;
    } catch (const AnswerError& error) {
      answer_error = error.text;
    }
  });
  if (failed) {
    out = outcome_of(std::move(*failed));
  } else if (!compile_error.empty()) {
    out.code = Code::compile;
    out.text = std::move(compile_error);
  } else if (!answer_error.empty()) {
    out.code = Code::error;
    out.text = std::move(answer_error);
  } else {
    out.answer = std::move(answer);
    out.shown = std::move(shown);
  }
  out.fuel = vm.meter().spent();
  out.peak_bytes = vm.arena().peak();
  if (vm.spent()) state_.reset();
  out.cpu_micros = thread_cpu_micros() - began;
  return out;
}

// Runs main.lua, freezes what it made, notes its functions and the cells calls could change.
std::optional<Failure> Sandbox::load_module() {
  LuaVm& vm = state_->vm;
  std::string wrong;
  Code code = Code::error;
  functions_.clear();
  auto failed = vm.run(loading_limits(limits_), [&](lua_State* L) {
    try {
      open_host(L, host_, config_);
      compile(L, source_, name_);
      push_closed_environment(L);
      const int environment = lua_gettop(L);
      lua_pushvalue(L, -1);
      lua_setupvalue(L, 1, 1);
      lua_pushvalue(L, 1);
      lua_call(L, 0, 1);
      if (lua_type(L, -1) != LUA_TTABLE) {
        wrong = cat(name_, " must return a table of functions, not a ", luaL_typename(L, -1));
        return;
      }
      freeze_deep(L, environment);
      const int module = lua_gettop(L);
      unwrap_frozen(L, module);
      lua_pushnil(L);
      while (lua_next(L, module) != 0) {
        if (lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TFUNCTION)
          functions_.emplace_back(lua_tostring(L, -2));
        lua_pop(L, 1);
      }
      std::sort(functions_.begin(), functions_.end());
      lua_createtable(L, static_cast<int>(functions_.size()), 0);
      for (std::size_t i = 0; i < functions_.size(); ++i) {
        lua_getfield(L, module, functions_[i].c_str());
        lua_rawseti(L, -2, static_cast<lua_Integer>(i) + 1);
      }
      lua_rawseti(L, LUA_REGISTRYINDEX, kModule);
      lua_pushvalue(L, module);
      state_->cells = note_cells(L, environment);
      lua_rawseti(L, LUA_REGISTRYINDEX, kCellValues);
      lua_rawseti(L, LUA_REGISTRYINDEX, kCellOwners);
    } catch (const CompileError& error) {
      wrong = error.text;
      code = Code::compile;
    }
  });
  if (failed) return failed;
  if (!wrong.empty()) return Failure{code, std::move(wrong), {}};
  return std::nullopt;
}

std::optional<Outcome> Sandbox::load(std::string_view source, std::string_view name,
                                     std::vector<HostFunction> host, Value config) {
  state_.reset();
  config_ = std::move(config);
  source_ = source;
  name_ = chunk_name(name);
  host_ = std::move(host);
  if (source_.empty()) source_ = " ";
  if (auto failed = warm()) return outcome_of(std::move(*failed));
  return std::nullopt;
}

void Sandbox::rest() {
  state_.reset();
}

int Sandbox::find(std::string_view function) const {
  const auto found = std::lower_bound(functions_.begin(), functions_.end(), function);
  return found == functions_.end() || *found != function
             ? -1
             : static_cast<int>(found - functions_.begin());
}

Outcome Sandbox::call(int function, std::span<const Value> arguments, std::uint64_t seed) {
  if (auto failed = warm()) return outcome_of(std::move(*failed));
  LuaVm& vm = state_->vm;
  vm.dice = seed;
  Outcome out;
  std::string answer_error;
  auto failed = vm.run(limits_, [&](lua_State* L) {
    try {
      lua_rawgeti(L, LUA_REGISTRYINDEX, kModule);
      lua_rawgeti(L, 1, function + 1);
      luaL_checkstack(L, static_cast<int>(arguments.size()) + 4, "arguments");
      for (const Value& argument : arguments) push_value(L, argument);
      lua_call(L, static_cast<int>(arguments.size()), LUA_MULTRET);
      out.answer = read_answer(L, 2, nullptr);
    } catch (const AnswerError& error) {
      answer_error = error.text;
    }
    if (state_->cells.empty()) return;
    lua_settop(L, 0);
    lua_rawgeti(L, LUA_REGISTRYINDEX, kCellOwners);
    lua_rawgeti(L, LUA_REGISTRYINDEX, kCellValues);
    for (const auto& [place, number] : state_->cells) {
      lua_rawgeti(L, 1, place);
      lua_rawgeti(L, 2, place);
      lua_setupvalue(L, 3, number);
      lua_settop(L, 2);
    }
  });
  const std::int64_t fuel = vm.meter().spent();
  if (failed) {
    out = outcome_of(std::move(*failed));
    state_.reset();  // what the failed call left in upvalues goes with it
  } else if (!answer_error.empty()) {
    out.answer = {};
    out.code = Code::error;
    out.text = std::move(answer_error);
  }
  out.fuel = fuel;
  return out;
}

void make_and_drop_state() {
  LuaVm vm(kDefaultMemory);
  vm.run({}, [](lua_State* L) { open_library(L); });
}

}  // namespace tf::plugin
