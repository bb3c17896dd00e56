// Express 4 as far as the tests use it is the same for both.
declare module 'express-4' {
  import express from 'express';
  export default express;
}
