/* A disk that forgets. Loaded with LD_PRELOAD, it keeps what the process writes to one database ($UNSYNCED_DATABASE, and its -wal and -journal) in memory until the
 * process syncs that file; reads and sizes are answered from there. So a SIGKILL loses what was not synced, as a power cut does with the kernel's page cache.
 * With $UNSYNCED_SEED it also writes random sectors of random unsynced pages to the file at random, in any order, as a kernel that writes back may.
 * While there is a file $UNSYNCED_DATABASE-fail, every fifth sync fails, and as with Linux what it should have written is never written unless it is written to again:
 * the process goes on reading it, and the next sync succeeds without it.
 *
 * Names and their removal are durable at once; the -shm file is shared memory and not stored at all. A call on a stored file that is not understood here ends
 * the process, so that nothing passes by unseen. Descriptors of one file share its pages by device and inode.
 *
 *   clang -shared -fPIC -O2 -Wall -Werror -o unsynced.so unsynced.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, SECTOR = 512, MOST_DESCRIPTORS = 65536, MOST_FILES = 16 };

struct page {
  char *bytes;
  int is_dirty;
};

/* What stands in `pages` is newer than the file. The file is good only below `kept`: what lies above was cut off since the last sync. */
struct file {
  dev_t device;
  ino_t inode;
  off_t size, kept;
  struct page *pages;
  size_t page_count;
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct file files[MOST_FILES];
static struct file *of_descriptor[MOST_DESCRIPTORS];
static unsigned long long random_state;

#define REAL(name)                                    \
  ({                                                  \
    static __typeof__(&name) found;                   \
    if (!found) found = dlsym(RTLD_NEXT, #name);      \
    found;                                            \
  })

static _Noreturn void refuse(const char *what) {
  dprintf(2, "unsynced: %s is not understood on a stored file\n", what);
  abort();
}

static int is_stored(const char *path) {
  const char *database = getenv("UNSYNCED_DATABASE");
  size_t length = database ? strlen(database) : 0;
  if (!length || strncmp(path, database, length)) return 0;
  return !path[length] || !strcmp(path + length, "-wal") || !strcmp(path + length, "-journal");
}

static int chance(int of) {
  if (!random_state) return 0;
  random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (int)((random_state >> 33) % (unsigned)of) == 0;
}

static struct file *find(dev_t device, ino_t inode) {
  for (int i = 0; i < MOST_FILES; i++)
    if (files[i].inode == inode && files[i].device == device) return &files[i];
  return NULL;
}

static struct file *file_of(int descriptor) {
  return descriptor >= 0 && descriptor < MOST_DESCRIPTORS ? of_descriptor[descriptor] : NULL;
}

static void drop(struct page *page) {
  free(page->bytes);
  *page = (struct page){0};
}

static void forget_pages(struct file *file) {
  for (size_t i = 0; i < file->page_count; i++) drop(&file->pages[i]);
  free(file->pages);
  file->pages = NULL;
  file->page_count = 0;
}

static void track(int descriptor, const char *path, int flags) {
  struct stat status;
  if (descriptor < 0) return;
  if (descriptor >= MOST_DESCRIPTORS || flags & O_TRUNC || flags & O_APPEND || REAL(fstat)(descriptor, &status)) refuse("this way to open");
  if (!random_state && getenv("UNSYNCED_SEED")) random_state = strtoull(getenv("UNSYNCED_SEED"), NULL, 10) * 2 + 1;
  struct file *file = find(status.st_dev, status.st_ino);
  for (int i = 0; !file; i++) {
    if (i == MOST_FILES) refuse("one file more");
    if (files[i].inode) continue;
    file = &files[i];
    *file = (struct file){.device = status.st_dev, .inode = status.st_ino, .size = status.st_size, .kept = status.st_size};
    dprintf(2, "unsynced: %s is kept in memory\n", path);
  }

  of_descriptor[descriptor] = file;
}

static void must(ssize_t result, ssize_t expected) {
  if (result == expected) return;
  dprintf(2, "unsynced: the file below cannot be written or read: %s\n", strerror(errno));
  abort();
}

/* The page as the process sees it, in memory from now on. */
static struct page *load(int descriptor, struct file *file, size_t number) {
  if (number >= file->page_count) {
    size_t count = number * 2 + 16;
    file->pages = realloc(file->pages, count * sizeof *file->pages);
    memset(file->pages + file->page_count, 0, (count - file->page_count) * sizeof *file->pages);
    file->page_count = count;
  }

  struct page *page = &file->pages[number];
  if (!page->bytes) {
    off_t start = (off_t)number * PAGE, good = file->kept - start;
    page->bytes = calloc(1, PAGE);
    if (good > 0) must(REAL(pread64)(descriptor, page->bytes, good < PAGE ? (size_t)good : PAGE, start), good < PAGE ? good : PAGE);
  }

  return page;
}

static char *page_to_write(int descriptor, struct file *file, size_t number) {
  struct page *page = load(descriptor, file, number);
  page->is_dirty = 1;
  return page->bytes;
}

static void cut_below(int descriptor, struct file *file) {
  struct stat status;
  must(REAL(fstat)(descriptor, &status), 0);
  if (status.st_size > file->kept) must(REAL(ftruncate64)(descriptor, file->kept), 0);
}

/* Writes some sectors of a page before anybody asks for it. It stays in memory: the sync writes it whole. */
static void write_back(int descriptor, struct file *file, size_t number) {
  off_t start = (off_t)number * PAGE, end = file->size - start < PAGE ? file->size - start : PAGE;
  cut_below(descriptor, file);
  for (off_t sector = 0; sector < end; sector += SECTOR) {
    off_t length = end - sector < SECTOR ? end - sector : SECTOR;
    if (!chance(3)) must(REAL(pwrite64)(descriptor, file->pages[number].bytes + sector, (size_t)length, start + sector), length);
  }

  if (file->kept < start + end) {
    /* The file may have grown over pages that are still in memory only; the holes are theirs, so what was kept before stays the measure. */
    for (size_t i = (size_t)(file->kept / PAGE); i <= number; i++) load(descriptor, file, i);
    file->kept = start + end;
  }
}

static int fails(void) {
  static unsigned syncs;
  char path[PAGE];
  snprintf(path, sizeof path, "%s-fail", getenv("UNSYNCED_DATABASE"));
  return !REAL(access)(path, F_OK) && ++syncs % 5 == 0;
}

static int sync_file(int descriptor, struct file *file) {
  if (fails()) {
    for (size_t i = 0; i < file->page_count; i++) file->pages[i].is_dirty = 0;
    errno = EIO;
    return -1;
  }

  cut_below(descriptor, file);
  for (size_t i = 0; i < file->page_count; i++) {
    off_t start = (off_t)i * PAGE, length = file->size - start < PAGE ? file->size - start : PAGE;
    if (!file->pages[i].is_dirty) continue;
    must(REAL(pwrite64)(descriptor, file->pages[i].bytes, (size_t)length, start), length);
    drop(&file->pages[i]);
  }

  must(REAL(ftruncate64)(descriptor, file->size), 0);
  file->kept = file->size;
  return 0;
}

static ssize_t write_to(int descriptor, struct file *file, const char *from, size_t count, off_t at) {
  size_t done = 0;
  while (done < count) {
    off_t position = at + (off_t)done, inside = position % PAGE;
    size_t part = PAGE - (size_t)inside < count - done ? PAGE - (size_t)inside : count - done;
    memcpy(page_to_write(descriptor, file, (size_t)(position / PAGE)) + inside, from + done, part);
    done += part;
    if (file->size < position + (off_t)part) file->size = position + (off_t)part;
  }

  if (chance(4) && file->page_count) {
    size_t number = (size_t)(random_state >> 20) % (size_t)((file->size + PAGE - 1) / PAGE);
    if (number < file->page_count && file->pages[number].bytes && file->pages[number].is_dirty) write_back(descriptor, file, number);
  }

  return (ssize_t)count;
}

static ssize_t read_from(int descriptor, struct file *file, char *to, size_t count, off_t at) {
  if (at >= file->size) return 0;
  if ((off_t)count > file->size - at) count = (size_t)(file->size - at);
  for (size_t done = 0; done < count;) {
    off_t position = at + (off_t)done, inside = position % PAGE, good = file->kept - position;
    size_t number = (size_t)(position / PAGE), part = PAGE - (size_t)inside < count - done ? PAGE - (size_t)inside : count - done;
    if (number < file->page_count && file->pages[number].bytes) {
      memcpy(to + done, file->pages[number].bytes + inside, part);
    } else {
      memset(to + done, 0, part);
      if (good > 0) must(REAL(pread64)(descriptor, to + done, good < (off_t)part ? (size_t)good : part, position), good < (off_t)part ? good : (off_t)part);
    }

    done += part;
  }

  return (ssize_t)count;
}

static int cut(struct file *file, int descriptor, off_t size) {
  if (size < file->size && size % PAGE) memset(page_to_write(descriptor, file, (size_t)(size / PAGE)) + size % PAGE, 0, (size_t)(PAGE - size % PAGE));
  for (size_t i = (size_t)((size + PAGE - 1) / PAGE); i < file->page_count; i++) drop(&file->pages[i]);

  if (file->kept > size) file->kept = size;
  file->size = size;
  return 0;
}

/* IN_FILE runs its code with the file of a descriptor under the gate when it is a stored one, and the call itself otherwise. */
#define IN_FILE(descriptor, code, otherwise)      \
  pthread_mutex_lock(&gate);                      \
  struct file *file = file_of(descriptor);        \
  if (file) {                                     \
    __auto_type result = (code);                  \
    pthread_mutex_unlock(&gate);                  \
    return result;                                \
  }                                               \
  pthread_mutex_unlock(&gate);                    \
  return (otherwise)

/* Other files are opened and closed outside the gate: that may take until another process opens the other end. */
#define OPEN(name)                                                             \
  int name(const char *path, int flags, ...) {                                 \
    va_list more;                                                              \
    va_start(more, flags);                                                     \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;  \
    va_end(more);                                                              \
    if (!is_stored(path)) return REAL(name)(path, flags, mode);                \
    pthread_mutex_lock(&gate);                                                 \
    int descriptor = REAL(name)(path, flags, mode);                            \
    track(descriptor, path, flags);                                                  \
    pthread_mutex_unlock(&gate);                                               \
    return descriptor;                                                         \
  }
OPEN(open)
OPEN(open64)

static int close_stored(int descriptor) {
  of_descriptor[descriptor] = NULL;
  return REAL(close)(descriptor);
}

int close(int descriptor) { IN_FILE(descriptor, close_stored(descriptor), REAL(close)(descriptor)); }

int unlink(const char *path) {
  struct stat status;
  pthread_mutex_lock(&gate);
  struct file *file = is_stored(path) && !REAL(stat)(path, &status) ? find(status.st_dev, status.st_ino) : NULL;
  int is_open = 0;
  for (int i = 0; file && i < MOST_DESCRIPTORS; i++) is_open |= of_descriptor[i] == file;
  if (is_open) refuse("removing while it is open");
  int result = REAL(unlink)(path);
  if (file && !result) {
    forget_pages(file);
    *file = (struct file){0};
  }

  pthread_mutex_unlock(&gate);
  return result;
}

int rename(const char *from, const char *to) {
  if (is_stored(from) || is_stored(to)) refuse("rename");
  return REAL(rename)(from, to);
}

ssize_t pread64(int descriptor, void *to, size_t count, off_t at) { IN_FILE(descriptor, read_from(descriptor, file, to, count, at), REAL(pread64)(descriptor, to, count, at)); }
ssize_t pread(int descriptor, void *to, size_t count, off_t at) { return pread64(descriptor, to, count, at); }
ssize_t pwrite64(int descriptor, const void *from, size_t count, off_t at) { IN_FILE(descriptor, write_to(descriptor, file, from, count, at), REAL(pwrite64)(descriptor, from, count, at)); }
ssize_t pwrite(int descriptor, const void *from, size_t count, off_t at) { return pwrite64(descriptor, from, count, at); }
int ftruncate64(int descriptor, off_t size) { IN_FILE(descriptor, cut(file, descriptor, size), REAL(ftruncate64)(descriptor, size)); }
int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }
int fsync(int descriptor) { IN_FILE(descriptor, sync_file(descriptor, file), REAL(fsync)(descriptor)); }
int fdatasync(int descriptor) { IN_FILE(descriptor, sync_file(descriptor, file), REAL(fdatasync)(descriptor)); }

#define STATUS_OF(name, parameters, arguments)                  \
  int name parameters {                                         \
    int result = REAL(name) arguments;                          \
    if (result) return result;                                  \
    pthread_mutex_lock(&gate);                                  \
    struct file *file = find(status->st_dev, status->st_ino);   \
    if (file) status->st_size = file->size;                     \
    pthread_mutex_unlock(&gate);                                \
    return 0;                                                   \
  }
STATUS_OF(stat, (const char *path, struct stat *status), (path, status))
STATUS_OF(lstat, (const char *path, struct stat *status), (path, status))
STATUS_OF(fstat, (int descriptor, struct stat *status), (descriptor, status))
STATUS_OF(stat64, (const char *path, struct stat64 *status), (path, status))
STATUS_OF(lstat64, (const char *path, struct stat64 *status), (path, status))
STATUS_OF(fstat64, (int descriptor, struct stat64 *status), (descriptor, status))

/* What programs call that were built against a glibc before 2.33, such as the .NET runtime. */
int __xstat64(int, const char *, struct stat64 *);
int __lxstat64(int, const char *, struct stat64 *);
int __fxstat64(int, int, struct stat64 *);
STATUS_OF(__xstat64, (int version, const char *path, struct stat64 *status), (version, path, status))
STATUS_OF(__lxstat64, (int version, const char *path, struct stat64 *status), (version, path, status))
STATUS_OF(__fxstat64, (int version, int descriptor, struct stat64 *status), (version, descriptor, status))

#define REFUSED(type, name, parameters, arguments, descriptor)       \
  type name parameters {                                             \
    if (file_of(descriptor)) refuse(#name);                          \
    return REAL(name) arguments;                                     \
  }
REFUSED(ssize_t, read, (int file, void *to, size_t count), (file, to, count), file)
REFUSED(ssize_t, readv, (int file, const struct iovec *to, int count), (file, to, count), file)
REFUSED(ssize_t, write, (int file, const void *from, size_t count), (file, from, count), file)
REFUSED(ssize_t, writev, (int file, const struct iovec *from, int count), (file, from, count), file)
REFUSED(ssize_t, preadv64, (int file, const struct iovec *to, int count, off_t at), (file, to, count, at), file)
REFUSED(ssize_t, pwritev64, (int file, const struct iovec *from, int count, off_t at), (file, from, count, at), file)
REFUSED(int, fallocate64, (int file, int mode, off_t at, off_t length), (file, mode, at, length), file)
REFUSED(int, posix_fallocate64, (int file, off_t at, off_t length), (file, at, length), file)
REFUSED(void *, mmap64, (void *address, size_t length, int protection, int flags, int file, off_t at), (address, length, protection, flags, file, at), file)
REFUSED(int, dup, (int file), (file), file)
REFUSED(int, dup2, (int file, int to), (file, to), file)
