/* A clock that is behind. Loaded with LD_PRELOAD, it takes $CLOCK_BEHIND seconds off the time of day; what counts from the start of the machine stays right.
 *
 *   clang -shared -fPIC -O2 -Wall -Werror -o clock-behind.so clock-behind.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, now);
  const char *behind = getenv("CLOCK_BEHIND");
  if (result == 0 && behind && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec -= atol(behind);
  return result;
}
