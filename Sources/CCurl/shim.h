// libcurl's variadic calls as typed functions: Swift does not import variadic C, and a typed call cannot pass an int
// where the library reads a long. Constants that are macros of expressions stand here too.
#ifndef MUSTER_CCURL_SHIM_H
#define MUSTER_CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// CURLOPT_PROTOCOLS_STR and CURLINFO_*_T as used here: 7.85.0 (August 2022); Debian 12 has 7.88.1.
#if LIBCURL_VERSION_NUM < 0x075500
#error "Muster needs libcurl 7.85.0 or newer"
#endif

static inline CURLcode ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline const curl_version_info_data *ccurl_version(void) { return curl_version_info(CURLVERSION_NOW); }

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
// Bytes that libcurl copies (CURLOPT_CAINFO_BLOB and its like); none given forgets them.
static inline CURLcode ccurl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, bytes ? &blob : (struct curl_blob *)NULL);
}
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_write(CURL *easy, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode ccurl_set_close_socket(CURL *easy, curl_closesocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}
static inline CURLcode ccurl_set_before_request(CURL *easy, curl_prereq_callback value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
static inline curl_off_t ccurl_get_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
static inline void *ccurl_get_private(CURL *easy) {
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_sockets(CURLM *multi, curl_socket_callback told, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, told);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) : code;
}

// What is due by libcurl's own timers, and what has not run yet.
static inline void ccurl_multi_run_due(CURLM *multi) {
    int running;
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
}
// The transfers of one socket, which can be read (1) or written (2), or has failed (4).
static inline void ccurl_multi_run_socket(CURLM *multi, curl_socket_t socket, int events) {
    int running;
    curl_multi_socket_action(multi, socket, events, &running);
}
// All transfers, whatever their timers say. Deprecated since there is rarely a need for it.
static inline void ccurl_multi_run_all(CURLM *multi) {
    int running;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    curl_multi_socket_all(multi, &running);
#pragma GCC diagnostic pop
}
// Milliseconds until something is due; -1 when nothing is.
static inline long ccurl_multi_due(CURLM *multi) {
    long milliseconds = -1;
    return curl_multi_timeout(multi, &milliseconds) == CURLM_OK ? milliseconds : -1;
}

// The next finished transfer and its result; NULL when there is none. The union of CURLMsg stays in C.
static inline CURL *ccurl_next_finished(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

// The address of a socket that libcurl is about to open: 4 or 16 octets into `octets`, their number returned, 0 for
// another family. In C, since the sockaddr is larger than its declared type.
static inline int ccurl_address(const struct curl_sockaddr *address, unsigned char octets[16]) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in v4;
        memcpy(&v4, &address->addr, sizeof v4);
        memcpy(octets, &v4.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 v6;
        memcpy(&v6, &address->addr, sizeof v6);
        memcpy(octets, &v6.sin6_addr, 16);
        return 16;
    }
    return 0;
}

// As libcurl opens it, but never inherited by a child process (credential commands are run).
static inline curl_socket_t ccurl_open(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A descriptor that becomes readable when it is signalled (eventfd(2)); -1 with errno when there is none.
static inline int ccurl_event_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline void ccurl_event_signal(int event) { eventfd_write(event, 1); }
static inline void ccurl_event_clear(int event) {
    eventfd_t count;
    eventfd_read(event, &count);
}

static inline int ccurl_epoll_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

// What to be told of a descriptor, in libcurl's words (CURL_POLL_IN, _OUT, _INOUT); CURL_POLL_REMOVE for no more.
// Safe while another thread waits (epoll_wait(2)). A descriptor that the kernel's list has or lacks against
// expectation is put right: closing one takes it off the list.
static inline int ccurl_epoll_watch(int poll, int descriptor, int what) {
    struct epoll_event event = {0};
    event.data.fd = descriptor;
    if (what & CURL_POLL_IN && what != CURL_POLL_REMOVE) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT && what != CURL_POLL_REMOVE) event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, NULL);
    if (epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0) return 0;
    return epoll_ctl(poll, EPOLL_CTL_MOD, descriptor, &event);
}
// Waits; the descriptors that are ready and what for, in libcurl's words, and their number. None at a signal.
static inline int ccurl_epoll_wait(int poll, int *descriptors, int *readiness, int maximum, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(poll, events, maximum < 64 ? maximum : 64, milliseconds);
    for (int index = 0; index < count; index++) {
        descriptors[index] = events[index].data.fd;
        readiness[index] = 0;
        if (events[index].events & EPOLLIN) readiness[index] |= CURL_CSELECT_IN;
        if (events[index].events & EPOLLOUT) readiness[index] |= CURL_CSELECT_OUT;
        if (events[index].events & (EPOLLERR | EPOLLHUP)) readiness[index] |= CURL_CSELECT_ERR;
    }
    return count < 0 ? 0 : count;
}

// glibc starts by giving memory above 128 KiB at the end of a heap back to the system at every free, and raises that
// bound when it sees a larger block come and go (mallopt(3), M_MMAP_THRESHOLD). Bodies of this size come and go all
// the time; without one larger block first, each of them is paid for with a page fault for every 4 KiB.
static inline void ccurl_warm_heap(void) {
    char *volatile block = (char *)malloc(4 << 20);
    free(block);
}

static const curl_socket_t ccurl_no_socket = CURL_SOCKET_BAD;
static const size_t ccurl_write_failed = 0;
static const long ccurl_tls_1_2 = CURL_SSLVERSION_TLSv1_2;
static const long ccurl_http_1_1 = CURL_HTTP_VERSION_1_1;
static const long ccurl_http_2_over_tls = CURL_HTTP_VERSION_2TLS;
static const long ccurl_basic_authentication = (long)CURLAUTH_BASIC;
static const long ccurl_separate_headers = CURLHEADER_SEPARATE;

#endif
