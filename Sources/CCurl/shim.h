// libcurl's variadic calls as typed functions: Swift does not import variadic C, and a typed call cannot pass an int
// where the library reads a long. Constants that are macros of expressions stand here too.
#ifndef MUSTER_CCURL_SHIM_H
#define MUSTER_CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
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
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_write(CURL *easy, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
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
