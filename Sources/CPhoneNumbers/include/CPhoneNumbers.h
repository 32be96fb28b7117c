#ifndef CPHONENUMBERS_H
#define CPHONENUMBERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a number is for, as libphonenumber's metadata tells.
enum vg_phone_kind_code {
    VG_PHONE_KIND_UNKNOWN = 0,
    VG_PHONE_KIND_FIXED_LINE,
    VG_PHONE_KIND_MOBILE,
    VG_PHONE_KIND_FIXED_LINE_OR_MOBILE,
    VG_PHONE_KIND_TOLL_FREE,
    VG_PHONE_KIND_PREMIUM_RATE,
    VG_PHONE_KIND_SHARED_COST,
    VG_PHONE_KIND_VOIP,
    VG_PHONE_KIND_PERSONAL,
    VG_PHONE_KIND_PAGER,
    VG_PHONE_KIND_UAN,
    VG_PHONE_KIND_VOICEMAIL
};

/// Reads `text` and writes its E.164 form, without a terminator, to `e164`.
///
/// `region` is the two-letter region, in capitals, of a number without a country code; NULL for none.
/// Returns the length written; 0 when `text` is no possible number, or when `capacity` is too small.
size_t vg_phone_read(
    const char *text, size_t length, const char *region, uint8_t *e164, size_t capacity, int32_t *calling_code);

/// Writes the two-letter region of an E.164 number, without a terminator, to `region`.
///
/// The main region of the calling code where the number itself does not tell; "001" for numbers of no
/// country. Returns the length written; 0 when nothing is known.
size_t vg_phone_region(const char *e164, size_t length, uint8_t *region, size_t capacity);

/// Returns the `vg_phone_kind_code` of an E.164 number.
int32_t vg_phone_kind(const char *e164, size_t length);

/// Returns 1 when some country or service has this calling code, else 0.
int32_t vg_phone_has_calling_code(int32_t calling_code);

#ifdef __cplusplus
}
#endif

#endif
