# The weights that understanding_trainer made when the program was built.
    .section .rodata
    .balign 16
    .global opak_understanding_begin
    .global opak_understanding_end
opak_understanding_begin:
    .incbin "understanding.bin"
opak_understanding_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
