#include "CPhoneNumbers.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// An exception that leaves a C function ends the process, so each function here is a wall: whatever is thrown
// inside (only running out of memory could be) becomes "no number".

namespace {

// libphonenumber's name for "no region", as an argument and as a result.
const char kNoRegion[] = "ZZ";
const int kMostReadings = 5;

size_t copy(const std::string &text, uint8_t *out, size_t capacity) {
    if (text.empty() || text.size() > capacity) return 0;
    std::memcpy(out, text.data(), text.size());
    return text.size();
}

bool parse(const char *text, size_t length, const char *region, PhoneNumber *number) {
    return PhoneNumberUtil::GetInstance()->Parse(std::string(text, length), region, number)
        == PhoneNumberUtil::NO_PARSING_ERROR;
}

// Takes apart what Parse gave once, formatted as E.164: no calling code is the beginning of another one. Parse itself
// costs four times as much, since it expects whatever people write.
bool take_apart(const char *e164, size_t length, PhoneNumber *number) {
    const size_t longest_calling_code = 3;
    if (length < 2 || length > 18 || e164[0] != '+') return false;
    int calling_code = 0;
    size_t index = 1;
    std::string region;
    for (;;) {
        if (index == length || index > longest_calling_code || e164[index] < '0' || e164[index] > '9') return false;
        calling_code = calling_code * 10 + (e164[index++] - '0');
        PhoneNumberUtil::GetInstance()->GetRegionCodeForCountryCode(calling_code, &region);
        if (region != kNoRegion) break;
    }
    uint64_t national = 0;
    int zeros = 0;
    const size_t begin = index;
    for (; index < length; ++index) {
        if (e164[index] < '0' || e164[index] > '9') return false;
        national = national * 10 + static_cast<uint64_t>(e164[index] - '0');
        // The last digit stays a digit, as in libphonenumber.
        if (national == 0 && index + 1 < length) ++zeros;
    }
    if (index == begin) return false;
    number->set_country_code(calling_code);
    number->set_national_number(national);
    if (zeros > 0) {
        number->set_italian_leading_zero(true);
        if (zeros > 1) number->set_number_of_leading_zeros(zeros);
    }
    return true;
}

int32_t kind(PhoneNumberUtil::PhoneNumberType type) {
    switch (type) {
        case PhoneNumberUtil::FIXED_LINE: return VG_PHONE_KIND_FIXED_LINE;
        case PhoneNumberUtil::MOBILE: return VG_PHONE_KIND_MOBILE;
        case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return VG_PHONE_KIND_FIXED_LINE_OR_MOBILE;
        case PhoneNumberUtil::TOLL_FREE: return VG_PHONE_KIND_TOLL_FREE;
        case PhoneNumberUtil::PREMIUM_RATE: return VG_PHONE_KIND_PREMIUM_RATE;
        case PhoneNumberUtil::SHARED_COST: return VG_PHONE_KIND_SHARED_COST;
        case PhoneNumberUtil::VOIP: return VG_PHONE_KIND_VOIP;
        case PhoneNumberUtil::PERSONAL_NUMBER: return VG_PHONE_KIND_PERSONAL;
        case PhoneNumberUtil::PAGER: return VG_PHONE_KIND_PAGER;
        case PhoneNumberUtil::UAN: return VG_PHONE_KIND_UAN;
        case PhoneNumberUtil::VOICEMAIL: return VG_PHONE_KIND_VOICEMAIL;
        case PhoneNumberUtil::UNKNOWN: return VG_PHONE_KIND_UNKNOWN;
    }
    return VG_PHONE_KIND_UNKNOWN;
}

}  // namespace

size_t vg_phone_read(
    const char *text, size_t length, const char *region, uint8_t *e164, size_t capacity, int32_t *calling_code) {
    try {
        const PhoneNumberUtil *numbers = PhoneNumberUtil::GetInstance();
        std::string reading(text, length);
        const char *home = region == nullptr ? kNoRegion : region;
        // A national prefix that is written twice is taken away once a reading. The number is what no reading changes
        // any more, so that it means the same after it was stored and read again.
        for (int attempt = 0; attempt < kMostReadings; ++attempt) {
            PhoneNumber number;
            if (!parse(reading.data(), reading.size(), home, &number)) return 0;
            if (number.has_extension() || !numbers->IsPossibleNumber(number)) return 0;
            std::string formatted;
            numbers->Format(number, PhoneNumberUtil::E164, &formatted);
            if (formatted == reading) {
                *calling_code = number.country_code();
                return copy(formatted, e164, capacity);
            }
            reading = formatted;
        }
        return 0;
    } catch (...) {
        return 0;
    }
}

size_t vg_phone_region(const char *e164, size_t length, uint8_t *region, size_t capacity) {
    try {
        PhoneNumber number;
        if (!take_apart(e164, length, &number)) return 0;
        const PhoneNumberUtil *numbers = PhoneNumberUtil::GetInstance();
        std::string code;
        numbers->GetRegionCodeForNumber(number, &code);
        if (code == kNoRegion) numbers->GetRegionCodeForCountryCode(number.country_code(), &code);
        return code == kNoRegion ? 0 : copy(code, region, capacity);
    } catch (...) {
        return 0;
    }
}

int32_t vg_phone_kind(const char *e164, size_t length) {
    try {
        PhoneNumber number;
        if (!take_apart(e164, length, &number)) return VG_PHONE_KIND_UNKNOWN;
        return kind(PhoneNumberUtil::GetInstance()->GetNumberType(number));
    } catch (...) {
        return VG_PHONE_KIND_UNKNOWN;
    }
}

int32_t vg_phone_has_calling_code(int32_t calling_code) {
    try {
        std::string region;
        PhoneNumberUtil::GetInstance()->GetRegionCodeForCountryCode(calling_code, &region);
        return region == kNoRegion ? 0 : 1;
    } catch (...) {
        return 0;
    }
}
