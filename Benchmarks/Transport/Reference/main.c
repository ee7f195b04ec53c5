// GET of one URL, so many times, so many at once: what a C program on libcurl's multi interface costs.
//
//     transport-reference URL REQUESTS CONCURRENCY
//
// The loop and the options are those of CurlTransport; each body ends up whole in memory, each header is looked at.
// Prints requests, CPU microseconds (user and system) and wall microseconds.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct transfer {
    CURL *easy;
    char *body;
    size_t count, capacity;
    size_t header_bytes;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    size_t length = size * count;
    if (transfer->count + length > transfer->capacity) {
        if (transfer->capacity == 0) {
            curl_off_t announced = 0;
            curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
            if (announced > 0) transfer->capacity = (size_t)announced;
        }
        while (transfer->capacity < transfer->count + length) transfer->capacity = transfer->capacity * 2 + 1024;
        char *grown = realloc(transfer->body, transfer->capacity);
        if (!grown) return 0;
        transfer->body = grown;
    }
    memcpy(transfer->body + transfer->count, bytes, length);
    transfer->count += length;
    return length;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    struct transfer *transfer = context;
    transfer->header_bytes += size * count;
    return size * count;
}

static long microseconds_of(struct timeval time) { return time.tv_sec * 1000000L + time.tv_usec; }

static long cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return microseconds_of(usage.ru_utime) + microseconds_of(usage.ru_stime);
}

static long wall(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    long requests = atol(argv[2]), concurrency = atol(argv[3]);
    long started = 0, finished = 0, bytes = 0;
    curl_global_init(CURL_GLOBAL_ALL);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, concurrency);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, concurrency);
    struct transfer *transfers = calloc((size_t)concurrency, sizeof *transfers);

    long cpu_before = cpu(), wall_before = wall();
    for (long index = 0; index < concurrency && started < requests; index++, started++) {
        struct transfer *transfer = &transfers[index];
        transfer->easy = curl_easy_init();
        curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
        curl_easy_setopt(transfer->easy, CURLOPT_BUFFERSIZE, 65536L);
        curl_easy_setopt(transfer->easy, CURLOPT_USERAGENT, "muster/bench");
        curl_easy_setopt(transfer->easy, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
        curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, 300000L);
        curl_easy_setopt(transfer->easy, CURLOPT_URL, argv[1]);
        curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
        curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
        curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, on_header);
        curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
        curl_multi_add_handle(multi, transfer->easy);
    }
    while (finished < requests) {
        int running = 0, left = 0;
        CURLMsg *message;
        curl_multi_perform(multi, &running);
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            if (message->msg != CURLMSG_DONE) continue;
            struct transfer *transfer = NULL;
            long status = 0;
            CURL *easy = message->easy_handle;
            CURLcode result = message->data.result;
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&transfer);
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            if (result != CURLE_OK || status != 200) {
                fprintf(stderr, "failed: %s, status %ld\n", curl_easy_strerror(result), status);
                return 1;
            }
            bytes += (long)transfer->count;
            finished++;
            free(transfer->body);
            memset((char *)transfer + sizeof transfer->easy, 0, sizeof *transfer - sizeof transfer->easy);
            curl_multi_remove_handle(multi, easy);
            if (started < requests) {
                started++;
                curl_multi_add_handle(multi, easy);
            }
        }
        if (finished < requests) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    long cpu_after = cpu(), wall_after = wall();
    printf("%ld %ld %ld %ld\n", requests, cpu_after - cpu_before, wall_after - wall_before, bytes / requests);
    for (long index = 0; index < concurrency; index++) {
        if (transfers[index].easy) curl_easy_cleanup(transfers[index].easy);
    }
    curl_multi_cleanup(multi);
    free(transfers);
    curl_global_cleanup();
    return 0;
}
