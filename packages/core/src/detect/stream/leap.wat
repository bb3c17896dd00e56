;; Passes over events that match a template: the same as `EventTemplate.match`, sixteen bytes at once. What it passes over
;; does match; what it stops at may match all the same (a text that is no UTF-8, a number of more than 15 digits), and is
;; for its caller to read in full.
;;
;; Memory, two pages: at 0 and 4 two results, at 16 the template (see template-program.ts), at 16384 the bytes. Loads may
;; reach 48 bytes beyond those. Whatever lies there cannot match, because every part must end within them.
;;
;; Assembled into leap-code.ts by scripts/assemble-leap.ts.
(module
  (memory (export "memory") 2)

  (func $isHex (param $byte i32) (result i32)
    (i32.or
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
      (i32.lt_u (i32.sub (i32.or (local.get $byte) (i32.const 32)) (i32.const 97)) (i32.const 6))))

  ;; Looks from $at up to $to. Returns where the first event begins that was not passed over; leaves at 0 how many were,
  ;; and at 4 the characters of the answer in them.
  (func (export "leap") (param $at i32) (param $to i32) (result i32)
    (local $from i32)         ;; where the event begins
    (local $part i32)         ;; of the template: where it is read
    (local $last i32)         ;; the part's last block
    (local $hole i32)         ;; what follows the part. 0: the next event, 1: the answer, 2: padding, 3: a number
    (local $start i32)        ;; where that begins
    (local $run i32)
    (local $word i32)
    (local $code i32)
    (local $characters i32)   ;; in this event
    (local $events i32)
    (local $total i32)
    (local $differ v128)      ;; bits in which what is fixed differs; none in an event that was passed over
    (local $bytes v128)
    ;; What texts are compared with: made once, not for each text.
    (local $space v128)
    (local $quotes v128)
    (local $slashes v128)
    (local.set $space (i8x16.splat (i32.const 32)))
    (local.set $quotes (i8x16.splat (i32.const 34)))
    (local.set $slashes (i8x16.splat (i32.const 92)))
    (block $stop
      (loop $event
        (local.set $from (local.get $at))
        (local.set $part (i32.const 16))
        (local.set $characters (i32.const 0))
        (loop $parts
          (local.set $start (i32.add (local.get $at) (i32.load (local.get $part))))
          (br_if $stop (i32.gt_u (local.get $start) (local.get $to)))
          (local.set $last (i32.load offset=4 (local.get $part)))
          (local.set $hole (i32.load offset=8 (local.get $part)))
          (local.set $part (i32.add (local.get $part) (i32.const 16)))

          ;; What is fixed: blocks of 32 bytes, of which the last has a mask. Whether any differs is asked once, at the
          ;; event's end: holes that are looked for in vain until then cost less than to ask each time.
          (if (i32.ne (local.get $part) (local.get $last)) (then
            (loop $block
              (local.set $differ (v128.or
                (v128.or (local.get $differ)
                  (v128.xor (v128.load align=1 (local.get $at)) (v128.load (local.get $part))))
                (v128.xor (v128.load offset=16 align=1 (local.get $at)) (v128.load offset=16 (local.get $part)))))
              (local.set $at (i32.add (local.get $at) (i32.const 32)))
              (local.set $part (i32.add (local.get $part) (i32.const 32)))
              (br_if $block (i32.ne (local.get $part) (local.get $last))))))
          (local.set $differ (v128.or
            (v128.or (local.get $differ)
              (v128.and (v128.load offset=32 (local.get $part))
                (v128.xor (v128.load align=1 (local.get $at)) (v128.load (local.get $part)))))
            (v128.and (v128.load offset=48 (local.get $part))
              (v128.xor (v128.load offset=16 align=1 (local.get $at)) (v128.load offset=16 (local.get $part))))))
          (local.set $part (i32.add (local.get $part) (i32.const 64)))
          (local.set $at (local.get $start))

          (if (i32.eq (local.get $hole) (i32.const 3)) (then
            ;; Digits, of which the first is no zero unless it is the only one. With 80 more they are the ten least numbers
            ;; of eight bits.
            (local.set $run (i32.ctz (i8x16.bitmask (i8x16.gt_s
              (i8x16.add (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const 80)))
              (i8x16.splat (i32.const -119))))))
            (br_if $stop (i32.gt_u (i32.sub (local.get $run) (i32.const 1)) (i32.const 14)))
            (br_if $stop (i32.and
              (i32.eq (i32.load8_u (local.get $at)) (i32.const 48))
              (i32.gt_u (local.get $run) (i32.const 1))))
            (local.set $at (i32.add (local.get $at) (local.get $run)))
            (br $parts)))

          (if (local.get $hole) (then
            (block $quote
              (loop $text
                (br_if $stop (i32.ge_u (local.get $at) (local.get $to)))
                ;; As far as it is ASCII that stands for itself: no control, quote or backslash. Other bytes are negative.
                (local.set $bytes (v128.load align=1 (local.get $at)))
                (local.set $run (i32.ctz (i32.or (i32.const 0x10000) (i8x16.bitmask (v128.or
                  (v128.or
                    (i8x16.lt_s (local.get $bytes) (local.get $space))
                    (i8x16.eq (local.get $bytes) (local.get $quotes)))
                  (i8x16.eq (local.get $bytes) (local.get $slashes)))))))
                (local.set $at (i32.add (local.get $at) (local.get $run)))
                (br_if $quote (i32.eq (i32.load8_u (local.get $at)) (i32.const 34)))
                (br_if $text (i32.eq (local.get $run) (i32.const 16)))
                (br_if $stop (i32.ne (local.get $hole) (i32.const 1))) ;; padding is plain

                ;; How many bytes the next character takes.
                (local.set $run (block $wide (result i32)
                  (local.set $word (i32.load align=1 (local.get $at)))
                  (local.set $code (i32.and (local.get $word) (i32.const 255)))
                  ;; What JSON escapes.
                  (if (i32.eq (local.get $code) (i32.const 92)) (then
                    (local.set $code (i32.and (i32.shr_u (local.get $word) (i32.const 8)) (i32.const 255)))
                    (if (i32.eq (local.get $code) (i32.const 117)) (then ;; \uXXXX
                      (br_if $stop (i32.eqz (i32.and
                        (i32.and
                          (call $isHex (i32.load8_u offset=2 (local.get $at)))
                          (call $isHex (i32.load8_u offset=3 (local.get $at))))
                        (i32.and
                          (call $isHex (i32.load8_u offset=4 (local.get $at)))
                          (call $isHex (i32.load8_u offset=5 (local.get $at)))))))
                      (br $wide (i32.const 6))))
                    ;; One of "/, or by the bits of a number from 92 on: one of \bfnrt.
                    (br_if $stop (i32.eqz (i32.or
                      (i32.or (i32.eq (local.get $code) (i32.const 34)) (i32.eq (local.get $code) (i32.const 47)))
                      (i32.and
                        (i32.lt_u (i32.sub (local.get $code) (i32.const 92)) (i32.const 25))
                        (i32.shr_u (i32.const 0x1440441) (i32.sub (local.get $code) (i32.const 92)))))))
                    (br $wide (i32.const 2))))

                  ;; UTF-8 of two, three and four bytes: Unicode 16, table 3-7. Four are two characters.
                  (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0xc2)) (i32.const 30)) (then
                    (br_if $stop (i32.ne (i32.and (local.get $word) (i32.const 0xc000)) (i32.const 0x8000)))
                    (br $wide (i32.const 2))))
                  (local.set $run (i32.and (i32.shr_u (local.get $word) (i32.const 8)) (i32.const 63)))
                  (if (i32.eq (i32.and (local.get $code) (i32.const 0xf0)) (i32.const 0xe0)) (then
                    (br_if $stop (i32.ne (i32.and (local.get $word) (i32.const 0xc0c000)) (i32.const 0x808000)))
                    ;; From U+0800 on, without the surrogates: each without its last six bits.
                    (local.set $code (i32.or
                      (i32.shl (i32.and (local.get $code) (i32.const 15)) (i32.const 6))
                      (local.get $run)))
                    (br_if $stop (i32.lt_u (local.get $code) (i32.const 0x20)))
                    (br_if $stop (i32.lt_u (i32.sub (local.get $code) (i32.const 0x360)) (i32.const 0x20)))
                    (br $wide (i32.const 3))))
                  (br_if $stop (i32.ne (i32.and (local.get $code) (i32.const 0xf8)) (i32.const 0xf0)))
                  (br_if $stop (i32.ne (i32.and (local.get $word) (i32.const 0xc0c0c000)) (i32.const 0x80808000)))
                  ;; U+10000 to U+10FFFF: each without its last twelve bits.
                  (local.set $code (i32.or
                    (i32.shl (i32.and (local.get $code) (i32.const 7)) (i32.const 6))
                    (local.get $run)))
                  (br_if $stop (i32.gt_u (i32.sub (local.get $code) (i32.const 0x10)) (i32.const 0xff)))
                  (local.set $characters (i32.add (local.get $characters) (i32.const 1)))
                  (i32.const 4)))
                (local.set $at (i32.add (local.get $at) (local.get $run)))
                (local.set $characters (i32.sub (local.get $characters) (i32.sub (local.get $run) (i32.const 1))))
                (br $text)))
            (br_if $stop (i32.eq (local.get $at) (local.get $start)))
            (br_if $parts (i32.eq (local.get $hole) (i32.const 2)))
            ;; A character for each byte; those that take several were taken off.
            (local.set $characters (i32.add (local.get $characters) (i32.sub (local.get $at) (local.get $start))))
            (br $parts))))

        (br_if $stop (v128.any_true (local.get $differ)))
        (local.set $events (i32.add (local.get $events) (i32.const 1)))
        (local.set $total (i32.add (local.get $total) (local.get $characters)))
        (br $event)))
    (i32.store (i32.const 0) (local.get $events))
    (i32.store (i32.const 4) (local.get $total))
    (local.get $from)))
