# TF_SANITIZE=address,undefined | thread | fuzzer: one list for the whole build.
set(TF_SANITIZE "" CACHE STRING "sanitizers of this build, as -fsanitize takes them")
if(TF_SANITIZE)
  add_compile_options(-fsanitize=${TF_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TF_SANITIZE})
endif()
