# TF_SANITIZE=address,undefined | thread | fuzzer: one list for the whole build.
set(TF_SANITIZE "" CACHE STRING "sanitizers of this build, as -fsanitize takes them")
if(TF_SANITIZE)
  add_compile_options(-fsanitize=${TF_SANITIZE} -fno-omit-frame-pointer)
  # What the address sanitizer or the machine stops anyway; these checks alone double the time to compile.
  if(TF_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=null,alignment,object-size,vptr)
  endif()
  # g++ 12 loses sight of what the instrumented standard library has set, and says of Asio's fences
  # that the thread sanitizer cannot see them.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized> $<$<COMPILE_LANGUAGE:CXX>:-Wno-tsan>)
  endif()
  add_link_options(-fsanitize=${TF_SANITIZE})
endif()
