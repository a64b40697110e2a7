#include <sys/stat.h>

#include <iostream>

#include "commands/words.h"

int main(int count, char** words) {
  ::umask(077);  // What a city writes is for its own eyes.
  opak::commands::Terminal terminal{std::cin, std::cout, std::cerr};
  return opak::commands::run(count, words, terminal);
}
